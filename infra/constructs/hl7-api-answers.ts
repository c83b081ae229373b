import { GatewayResponse, type IRestApi, ResponseType } from 'aws-cdk-lib/aws-apigateway';
import { Construct } from 'constructs';

/** What a sender reads where API Gateway answers in place of the function; the status stays API Gateway's. */
const NOT_TAKEN = 'The message was not taken.';
const ANSWERS = [
  [
    'TooLarge',
    ResponseType.REQUEST_TOO_LARGE,
    'The message is longer than this address takes and was not taken.',
  ],
  [
    'Throttled',
    ResponseType.THROTTLED,
    `${NOT_TAKEN} Too many come at once; send it again in a few seconds.`,
  ],
  ['Filtered', ResponseType.WAF_FILTERED, `${NOT_TAKEN} The firewall refused the request.`],
  ['Refused', ResponseType.ACCESS_DENIED, `${NOT_TAKEN} This sender may not send here.`],
  ['Unsigned', ResponseType.MISSING_AUTHENTICATION_TOKEN, `${NOT_TAKEN} POST it to /hl7, signed.`],
  ['OtherFault', ResponseType.DEFAULT_4XX, `${NOT_TAKEN} The request cannot be read as it is.`],
  ['OurFault', ResponseType.DEFAULT_5XX, `${NOT_TAKEN} It could not be stored; send it again.`],
] as const;

/** Answers that never hold HL7: what reads them is the log of an interface engine. */
export class Hl7ApiAnswers extends Construct {
  constructor(scope: Construct, id: string, restApi: IRestApi) {
    super(scope, id);
    for (const [name, type, text] of ANSWERS) {
      new GatewayResponse(this, name, {
        restApi,
        type,
        responseHeaders: { 'cache-control': "'no-store'" },
        templates: { 'application/json': JSON.stringify({ message: text }), 'text/plain': `${text}\n` },
      });
    }
  }
}
