/** A message as API Gateway hands it to `receive`. */
export function posted(message: Uint8Array) {
  return {
    httpMethod: 'POST',
    headers: { 'content-type': 'x-application/hl7-v2+er7' },
    body: Buffer.from(message).toString('base64'),
    isBase64Encoded: true,
  };
}
