import assert from 'node:assert/strict'
import { html, preformatted, trusted } from '../../reports/html.js'
import { cut, cutLines, visible } from '../../reports/visible-text.js'

describe('html template', () => {
  it('escapes text and attributes', () => {
    const name = `"><img src=x onerror='alert(1)'>&\``
    assert.equal(
      html`<p title="${name}">${name}</p>`.toString(),
      '<p title="&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&#96;">&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;&#96;</p>',
    )
  })
  it('takes Html as it is, lists element by element, and nothing for undefined and false', () => {
    assert.equal(
      html`${[html`<li>${1}</li>`, '<li>', undefined, false]}${trusted('<hr>')}`.toString(),
      '<li>1</li>&lt;li&gt;<hr>',
    )
  })
  it('leaves out the indentation of the source, not that of values', () => {
    // prettier-ignore
    const page = html`<div>
          <pre>${preformatted('a\n  b')}</pre>
        </div>`
    assert.equal(page.toString(), '<div>\n<pre>a\n  b</pre>\n</div>')
  })
})

describe('visible text', () => {
  it('shows controls, NUL, bidi overrides, zero-width characters and lone surrogates', () => {
    assert.equal(visible('a\0b\n\x1b\x7f'), 'a␀b␊␛␡')
    assert.equal(visible('\u202efdp.exe\u2066'), '\\u202efdp.exe\\u2066')
    assert.equal(visible('a\u200bb\ufeff\u0085\u2028'), 'a\\u200bb\\ufeff\\u0085\\u2028')
    assert.equal(visible('\ud800x'), '\\ud800x')
    assert.equal(visible('\u{e0041}'), '\\u{e0041}')
  })
  it('keeps what is only foreign', () => {
    assert.equal(visible('größe 東京 шлюз 🐧'), 'größe 東京 шлюз 🐧')
  })
  it('cuts by characters with an ellipsis, after making them visible', () => {
    assert.equal(cut('abcdef', 6), 'abcdef')
    assert.equal(cut('abcdefg', 6), 'abcde…')
    assert.equal(cut('🐧'.repeat(7), 6), `${'🐧'.repeat(5)}…`)
    assert.equal(cut('\u202e\u202e', 6), '\\u202…')
    assert.equal(Array.from(cut('x'.repeat(1e6), 40)).length, 40)
  })
  it('keeps line feeds where lines are wanted', () => {
    assert.equal(cutLines('SELECT 1\nFROM x\r', 40), 'SELECT 1\nFROM x␍')
  })
})
