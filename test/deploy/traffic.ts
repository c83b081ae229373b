import type { Deployment } from './deployment.ts';
import { diagnosis, posted } from './messages.ts';

/** Messages on their way through what was deployed. */
export type Traffic = {
  /** Sends a message by HTTPS; resolves to its acknowledgement. */
  readonly post: (message: string) => Promise<string>;
  /** Gives a function all that its queue holds; resolves to how many records that were. Rejects where one fails. */
  readonly deliverAll: (entry: string) => Promise<number>;
  /** Sends a diagnosis and has it judged. */
  readonly knowCancerOf: (patient: string) => Promise<void>;
};

export function createTraffic(deployed: Deployment): Traffic {
  const post = async (message: string): Promise<string> => {
    const receive = await deployed.running('receive');
    const { statusCode, body } = (await receive.invoke(posted(message))) as Answer;
    if (statusCode !== 200) throw new Error(`receive answered ${statusCode}\n${receive.output()}`);
    return Buffer.from(body, 'base64').toString();
  };
  const deliverAll = async (entry: string): Promise<number> => {
    const source = await deployed.sourceOf(entry);
    const reader = await deployed.running(entry);
    let delivered = 0;
    while (true) {
      const { records, failed } = await source.deliver(reader);
      if (failed.length > 0) throw new Error(`${entry} gave records back\n${reader.output()}`);
      if (records === 0) return delivered;
      delivered += records;
    }
  };
  return {
    post,
    deliverAll,
    knowCancerOf: async (patient) => {
      await post(diagnosis(patient));
      await deliverAll('assess');
    },
  };
}

type Answer = { readonly statusCode: number; readonly body: string };
