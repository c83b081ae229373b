import { Command } from 'commander';
import { plannedBy } from '../generate/plan-options.ts';
import { above0, wholeFrom } from '../option-values.ts';
import type { Run } from '../run.ts';
import { type SendOptions, send } from './send.ts';

export function sendCommand(run: Run): Command {
  const command = new Command('send')
    .summary('send messages as a laboratory does, and count the answers')
    .description(
      'Sends the messages of files and folders (MLLP frames, batches, one message after the other, plain or gzip), or generated ones, each once and in their order; over several connections their order is not kept. By MLLP, MLLP over TLS or HTTP each is answered, and what is not answered is said with file and position: it may have been taken, and is sent again only with --again. Into a drop bucket files go whole. Nothing of a message is printed.',
    )
    .argument('[files...]', 'files and folders of messages')
    .option(
      '-t, --to <address>',
      'mllp://HOST:PORT, mllps://HOST:PORT, http(s)://HOST/hl7 or s3://BUCKET/PREFIX',
      'mllp://127.0.0.1:2575',
    )
    .option('--cert <file>', 'certificate that is shown by TLS, PEM')
    .option('--key <file>', 'its key, PEM')
    .option('--ca <file>', "authority of the receiver's certificate, PEM")
    .option('--server-name <name>', "whom the receiver's certificate is for, where that is not the host")
    .option('--connections <count>', 'how many at once', wholeFrom(1), 1)
    .option('--rate <per-second>', 'at most so many messages a second', above0)
    .option('--answer-within <seconds>', 'a message is not answered after so long', above0, 30)
    .option('--again <times>', 'send a message that is not answered again, so often', wholeFrom(0), 0)
    .option('--generated', 'send the messages of a synthetic hospital (as generate writes them)')
    .option('--region <region>', 'of a drop bucket (default: as the AWS tools find it)')
    .option('--json', 'print the report as JSON');
  return plannedBy(command)
    .addHelpText(
      'after',
      `
Exit codes:
  0  every message was answered by AA or CA, every file dropped
  1  one was refused, not answered, not sent, or could not be read: which, is said
  2  nothing could be sent: arguments, certificate, or nobody there
Ctrl-C: what was sent is still answered and counted, and what was not is named; exit code 1.

Examples:
  $ npx calcium-alerts send day.hl7.gz
  $ npx calcium-alerts send samples/ --to http://127.0.0.1:8080/hl7 --rate 20
  $ npx calcium-alerts send day.hl7 --to mllps://hl7.example.org:2575 --cert lab.crt --key lab.key
  $ npx calcium-alerts send --generated --patients 500 --days 2 --connections 4
  $ npx calcium-alerts send backlog/ --to s3://the-drop-bucket/riverside/ --region eu-west-2`,
    )
    .action((files: readonly string[], options: SendOptions) =>
      run((terminal) => send(files, options, terminal)),
    );
}
