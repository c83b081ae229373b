/** Whether an address leads to this very machine: there alone TLS may be missing. */
export function isLoopback({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && hostname === '127.0.0.1';
}
