import { describe, expect, it } from 'vitest';
import { html } from '../../../functions/desk/page/html.ts';

describe('html', () => {
  it.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['" onload="x', '&quot; onload=&quot;x'],
    ["it's & it's", 'it&#39;s &amp; it&#39;s'],
    ['a\u202egnp.exe', 'a\ufffdgnp.exe'],
  ])('escapes %j', (text, expected) => {
    expect(html`<p>${text}</p>`.markup).toBe(`<p>${expected}</p>`);
  });

  it('keeps markup made by itself, alone or in a list', () => {
    const items = ['<a>', 'b'].map((text) => html`<li>${text}</li>`);

    expect(html`<ul>${items}</ul>${html`<hr>`}`.markup).toBe('<ul><li>&lt;a&gt;</li><li>b</li></ul><hr>');
  });

  it('shows nothing for false and undefined, and shows zero', () => {
    expect(html`[${false}${undefined}${0}]`.markup).toBe('[0]');
  });
});
