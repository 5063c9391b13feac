// Reads a JSON list of diagrams from stdin, parses each with Mermaid, and writes what Mermaid understood: the names of the
// participants, the texts of arrows and notes, or the error.
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const dom = new JSDOM('<!DOCTYPE html><body></body>');
globalThis.window = dom.window;
globalThis.document = dom.window.document;
const { default: mermaid } = await import('mermaid');
mermaid.initialize({ startOnLoad: false });

// decode undoes how Mermaid carries character references through its parser (decodeEntities, and the browser after it).
const decode = (text) =>
  (text ?? '')
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));

const understood = [];
for (const diagram of JSON.parse(readFileSync(0, 'utf8'))) {
  try {
    await mermaid.parse(diagram);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(diagram);
    understood.push({
      names: [...db.getActors().values()].map((actor) => decode(actor.description)),
      texts: db.getMessages().map((message) => decode(message.message?.text ?? message.message)),
      title: decode(db.getDiagramTitle()),
    });
  } catch (error) {
    understood.push({ error: String(error.message ?? error) });
  }
}
process.stdout.write(JSON.stringify(understood));
