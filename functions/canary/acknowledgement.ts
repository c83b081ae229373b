/** Whether an answer is the acknowledgement AA: the message is kept (HL7 v2.5.1 ch. 2.9.2). */
export function saysAccepted(text: string): boolean {
  return /\rMSA\|AA[|\r]/.test(text);
}
