/** What a stranger may call an interface, a process or a firewall rule. */
export const attacks: Readonly<Record<string, (text: string) => string>> = {
  'markup, controls, bidi, ANSI, line feeds and Markdown': (text) =>
    `</script></pre></title><script>alert(1)</script><img src=x onerror=alert(1)>"' onload=x ]]>&amp;` +
    `\u202e\u2066\u200b\ufeff\0\x07\x1b[31m\x1b]0;owned\x07\r\n## heading\n- item\n|\`[a](http://evil.test)![b](x)**@all #1 ${text}`,
  'ten thousand characters': (text) => `${'<b>&"\u202e'.repeat(1400)}${text}`,
  'formulas of spreadsheets': (text) =>
    `${['=', '+', '-', '@', '\t=', '\r='][text.length % 6] ?? ''}cmd|'/c calc'!A0 ${text}`,
  nothing: () => '',
}

/** UTF-8 that is none: a lone continuation byte, a cut sequence, an encoded surrogate, an overlong slash. */
export const brokenUtf8 = Buffer.from('80c3edb2a0c0aff0', 'hex')
