/** ES2026 "JSON.parse source text access", in Node since version 22; TypeScript does not declare it yet. */
interface RawJson {
  readonly rawJSON: string;
}
interface JSON {
  /** Stands in a value for exactly this text of a JSON primitive. Throws SyntaxError where it is none. */
  rawJSON(text: string): RawJson;
}
