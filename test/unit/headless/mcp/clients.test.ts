import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clientNames, mcpClient } from '../../../../headless/mcp/clients.ts';

const SERVER = { command: '/opt/node', args: ['/opt/recollect/main.ts', 'mcp'] };

describe.each(clientNames)('the settings of %s', (name) => {
  const client = mcpClient(name, '/home/ana', {});

  test('lie in the home folder', () => {
    expect(client.path).toContain('ana');
  });

  test('have the server after it was added, and not after it was taken out', () => {
    const added = client.change('', SERVER);
    expect(added).toContain('recollect');
    expect(added).toContain('/opt/node');
    expect(client.change(added, null)).not.toContain('recollect');
  });

  test('are the same when it is added twice', () => {
    const added = client.change('', SERVER);
    expect(client.change(added, SERVER)).toBe(added);
  });
});

describe('JSON settings', () => {
  const client = mcpClient('cursor', '/home/ana', {});

  test('keep everything else, and their indentation', () => {
    const before = `{\n\t"theme": "dark",\n\t"mcpServers": {\n\t\t"other": { "url": "https://x" }\n\t}\n}`;
    const after = client.change(before, SERVER);
    expect(JSON.parse(after)).toEqual({
      theme: 'dark',
      mcpServers: { other: { url: 'https://x' }, recollect: SERVER },
    });
    expect(after).toContain('\n\t"theme"');
  });

  test.each(['{ "a": ', '[]', '"x"', '{ "mcpServers": [] }', 'not json'])(
    'that can’t be understood are left alone, with a sentence: %s',
    (text) => {
      expect(() => client.change(text, SERVER)).toThrow(/left as it is/);
    },
  );

  test('keep comments, and numbers that JavaScript has no room for', () => {
    const before = '{\n  // mine\n  "id": 12345678901234567890\n}\n';
    const after = client.change(before, SERVER);
    expect(after).toContain('// mine');
    expect(after).toContain('12345678901234567890');
    expect(client.change(after, null)).toContain('// mine');
  });

  test('keep what was added to the server, and say what is replaced', () => {
    const before = '{"mcpServers":{"recollect":{"command":"old","args":[],"env":{"A":"1"}}}}';
    expect(client.standing(before)).toBe('"recollect": {"command":"old","args":[]}');
    expect(JSON.parse(client.change(before, SERVER))).toEqual({
      mcpServers: { recollect: { ...SERVER, env: { A: '1' } } },
    });
    const overHttp = '{"mcpServers":{"recollect":{"type":"http","url":"http://x"}}}';
    expect(client.standing(overHttp)).toContain('http://x');
    expect(JSON.parse(client.change(overHttp, SERVER))).toEqual({ mcpServers: { recollect: SERVER } });
    expect(client.standing('{}')).toBeNull();
  });

  test('may begin with a byte order mark and have the line ends of Windows', () => {
    const before = '\ufeff{\r\n\t"theme": "dark", // mine\r\n}\r\n';
    const after = client.change(before, SERVER);
    expect(after.startsWith('\ufeff{\r\n\t"theme": "dark",')).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(client.standing(after)).toContain('/opt/node');
  });

  test('keep a key that objects of JavaScript have by themselves', () => {
    const before = '{"__proto__":{"a":1},"mcpServers":{"__proto__":{"command":"x"}}}';
    const after = client.change(client.change(before, SERVER), null);
    expect(JSON.stringify(JSON.parse(after))).toBe(before);
  });

  test('keep any document', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (document, indent) => {
        const { mcpServers: _mine, ...rest } = document;
        const text = client.change(client.change(JSON.stringify(rest, null, indent), SERVER), null);
        const before = JSON.stringify(rest);
        const after = before === '{}' ? '{"mcpServers":{}}' : `${before.slice(0, -1)},"mcpServers":{}}`;
        expect(JSON.stringify(JSON.parse(text))).toBe(after);
      }),
    );
  });
});

describe('TOML settings', () => {
  const client = mcpClient('codex', '/home/ana', {});
  const before = 'model = "gpt"\n\n[mcp_servers.other]\ncommand = "x"\n\n[profile]\na = 1\n';

  test('keep everything else', () => {
    expect(client.change(before, SERVER)).toBe(
      `${before}\n[mcp_servers.recollect]\ncommand = "/opt/node"\nargs = ["/opt/recollect/main.ts", "mcp"]\n`,
    );
  });

  test('lose the server’s table and those below it only', () => {
    const added = client
      .change(before, SERVER)
      .replace('[mcp_servers.recollect]', '[mcp_servers.recollect]\nx = 1\n[mcp_servers.recollect.env]');
    expect(client.change(`${added}\n[last]\nb = 2\n`, null)).toBe(`${before}\n[last]\nb = 2\n`);
  });

  test('are read as TOML has it: quoted names, and strings of several lines', () => {
    const quoted = '[ "mcp_servers" . \'recollect\' ]\ncommand = "old"\n\n';
    const text = 'note = """\n[mcp_servers.recollect]\n"""\nhash = "#\'\'\'" # """\n';
    expect(client.change(`${text}${quoted}[last]\nb = 2\n`, null)).toBe(`${text}[last]\nb = 2\n`);
  });

  test.each(['mcp_servers = { recollect = { command = "x" } }', 'mcp_servers.recollect.command = "x"'])(
    'in a form that is not changed here are left alone, with a sentence: %s',
    (text) => {
      expect(() => client.change(`${text}\n`, SERVER)).toThrow(/left as it is/);
    },
  );

  test('keep what was added to the server, its place, and say what is replaced', () => {
    const table = (command: string, args: string) =>
      `[mcp_servers.recollect] # mine\r\ncommand = "${command}" # c\r\nargs = [${args}]\r\nstartup_timeout_sec = 20\r\n`;
    const env = '\r\n[mcp_servers.recollect.env]\r\nA = "1"\r\n\r\n[last]\r\nb = 2\r\n';
    const old = `${table('old', '"#", \'x\'')}${env}`;
    expect(client.standing(old)).toBe(
      '[mcp_servers.recollect] # mine\ncommand = "old" # c\nargs = ["#", \'x\']',
    );
    const own = '"/opt/recollect/main.ts", "mcp"';
    expect(client.change(old, SERVER)).toBe(`${table('/opt/node', own).replace(' # c', '')}${env}`);
    expect(client.standing('model = "gpt"')).toBeNull();
  });

  test('have the line ends of Windows where the rest has', () => {
    const after = client.change('\ufeffmodel = "gpt"\r\n', SERVER);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(client.change(after, null)).toBe('\ufeffmodel = "gpt"\r\n');
  });

  test('take paths of Windows', () => {
    expect(client.change('', { command: 'C:\\node.exe', args: [] })).toContain('command = "C:\\\\node.exe"');
  });
});
