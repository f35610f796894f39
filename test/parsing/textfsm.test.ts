/** The TextFSM machine, rule by rule, as the Python original behaves. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseRefusal, runTemplate } from '../../src/parsing/textfsm.ts';
import { readTemplate, TemplateError } from '../../src/parsing/textfsm-template.ts';

const rows = (template: readonly string[], text: string) => runTemplate(readTemplate(template.join('\n')), text);

describe('values', () => {
  it('records at the end of the text when no EOF state is there', () => {
    expect(rows(['Value A (\\d+)', '', 'Start', '  ^a $A'], 'a 1\nb\na 2')).toEqual([{ A: '2' }]);
  });

  it('does not when an empty EOF state is there, or the state is End', () => {
    expect(rows(['Value A (\\d+)', '', 'Start', '  ^a $A', '', 'EOF'], 'a 1')).toEqual([]);
    expect(rows(['Value A (\\d+)', '', 'Start', '  ^a $A', '  ^stop -> End'], 'a 1\nstop\na 2')).toEqual([]);
  });

  it('Required drops and clears a record without it', () => {
    const template = ['Value Required A (\\d+)', 'Value B (\\w+)', '', 'Start', '  ^a $A', '  ^b $B', '  ^- -> Record'];
    expect(rows(template, 'b x\n-\na 1\n-\nb y')).toEqual([{ A: '1', B: '' }]);
  });

  it('Filldown keeps its value over records and Clear, not over Clearall', () => {
    const template = [
      'Value Filldown A (\\d+)',
      'Value Required B (\\w+)',
      '',
      'Start',
      '  ^a $A',
      '  ^b $B -> Record',
      '  ^c -> Clear',
      '  ^x -> Clearall',
    ];
    expect(rows(template, 'a 1\nb p\nc\nb q\nx\nb r')).toEqual([
      { A: '1', B: 'p' },
      { A: '1', B: 'q' },
      { A: '', B: 'r' },
    ]);
  });

  it('an optional group that took no part clears a Filldown', () => {
    const template = [
      'Value Filldown A (\\d+)',
      'Value Required B (\\w+)',
      '',
      'Start',
      '  ^b $B(?: $A)? -> Record',
      '',
      'EOF',
    ];
    expect(rows(template, 'b p 1\nb q\nb r')).toEqual([
      { A: '1', B: 'p' },
      { A: '', B: 'q' },
      { A: '', B: 'r' },
    ]);
  });

  it('Fillup writes upwards to the last filled cell', () => {
    const template = [
      'Value Fillup A (\\d+)',
      'Value Required B (\\w+)',
      '',
      'Start',
      '  ^b $B $A -> Record',
      '  ^b $B -> Record',
      '',
      'EOF',
    ];
    expect(rows(template, 'b p 1\nb q\nb r\nb s 2').map((row) => row['A'])).toEqual(['1', '2', '2', '2']);
  });

  it('List collects, and an element with groups of its own is an object', () => {
    const template = [
      'Value List A (\\d+)',
      'Value List B ((?P<x>\\w)=(?P<y>\\w))',
      '',
      'Start',
      '  ^a $A',
      '  ^b $B',
      '  ^- -> Record',
      '',
      'EOF',
    ];
    expect(rows(template, 'a 1\na 2\nb p=q\n-\na 3\n-')).toEqual([
      { A: ['1', '2'], B: [{ x: 'p', y: 'q' }] },
      { A: ['3'], B: [] },
    ]);
  });

  it('List with Filldown goes on growing', () => {
    const template = [
      'Value Filldown,List A (\\d+)',
      'Value Required B (\\w+)',
      '',
      'Start',
      '  ^a $A',
      '  ^b $B -> Record',
      '',
      'EOF',
    ];
    expect(rows(template, 'a 1\nb p\na 2\nb q').map((row) => row['A'])).toEqual([['1'], ['1', '2']]);
  });
});

describe('rules', () => {
  it('Continue tries the next rules on the same line', () => {
    const template = ['Value A (\\d+)', 'Value B (\\d+)', '', 'Start', '  ^$A -> Continue', '  ^\\d+ $B', ''];
    expect(rows(template, '1 2')).toEqual([{ A: '1', B: '2' }]);
  });

  it('Continue.Record closes the row before the line that begins the next', () => {
    const template = [
      'Value A (\\w+)',
      'Value List B (\\d+)',
      '',
      'Start',
      '  ^\\w -> Continue.Record',
      '  ^$A',
      '  ^ $B',
    ];
    expect(rows(template, 'p\n 1\n 2\nq\n 3')).toEqual([
      { A: 'p', B: ['1', '2'] },
      { A: 'q', B: ['3'] },
    ]);
  });

  it('changes states, with and without an operation', () => {
    const template = [
      'Value A (\\w+)',
      '',
      'Start',
      '  ^begin -> Body',
      '',
      'Body',
      '  ^a $A -> Next.Record Start',
      '',
      'EOF',
    ];
    expect(rows(template, 'a x\nbegin\na y\na z\nbegin\na w')).toEqual([{ A: 'y' }, { A: 'w' }]);
  });

  it('the last arrow separates; $$ is the end of the line; a match begins at the line, not ends', () => {
    expect(
      rows(['Value A (\\S+)', '', 'Start', '  ^x -> $A$$ -> Record', '', 'EOF'], 'x -> y\nx -> y z\n x -> y'),
    ).toEqual([{ A: 'y' }]);
    expect(rows(['Value A (\\S+)', '', 'Start', '  ^x \u0024{A} -> Record', '', 'EOF'], 'x y z')).toEqual([{ A: 'y' }]);
  });

  it('Error refuses the text, in the words of the template', () => {
    const template = ['Value A (\\d+)', '', 'Start', '  ^$A', '  ^. -> Error "not this one"'];
    expect(() => rows(template, 'x')).toThrow(ParseRefusal);
    expect(() => rows(template, 'x')).toThrow('not this one');
  });

  it('reads look-around, which needs the other engine', () => {
    expect(rows(['Value A (\\w+(?=!))', '', 'Start', '  ^$A'], 'one!')).toEqual([{ A: 'one' }]);
    expect(rows(['Value A (\\w+)', '', 'Start', '  ^(?:(?<=x)|x)+$A(?!!)'], 'xy')).toEqual([{ A: 'y' }]);
  });

  it('keeps the last round of a repeated group, as Python does', () => {
    expect(rows(['Value A (\\w)', '', 'Start', '  ^(?:$A|-)+$$'], 'a-b-')).toEqual([{ A: 'b' }]);
  });

  it('splits lines where Python does', () => {
    expect(rows(['Value List A (\\w)', '', 'Start', '  ^$A'], 'a\r\nb\rc\u2028d\x0ce')).toEqual([
      { A: ['a', 'b', 'c', 'd', 'e'] },
    ]);
  });
});

describe('a broken template', () => {
  it.each([
    [['Start', '  ^x'], 'line 1: expected "Value'],
    [['', 'Start', '  ^x'], 'no Value lines'],
    [['Value A (x)', 'Value A (y)', '', 'Start'], 'line 2: the value A is there twice'],
    [['Value Wrong A (x)', '', 'Start'], 'there is no option "Wrong"'],
    [['Value A (x', '', 'Start'], 'in parentheses'],
    [['Value A (x)', '', 'Start', '^x'], 'line 4: a rule begins'],
    [['Value A (x)', '', 'Start', '  ^$B'], 'line 4: "$B" names no value'],
    [['Value A (x)', '', 'Start', '  ^x$'], 'write $$ for a dollar'],
    [['Value A (x)', '', 'Start', '  ^x -> Nowhere'], 'there is no state Nowhere'],
    [['Value A (x)', '', 'Start', '  ^x -> Continue Start'], 'Continue cannot change the state'],
    [['Value A (x)', '', 'Start', '  ^x -> Record.Next'], 'the action after'],
    [['Value A (x)', '', 'Begin', '  ^x'], 'there is no state Start'],
    [['Value A (x)', '', 'Record', '  ^x'], 'no state name'],
    [['Value A (x)', '', 'Start', '  ^(x'], 'line 4'],
  ])('%j is refused with its line', (template, problem) => {
    expect(() => readTemplate(template.join('\n'))).toThrow(TemplateError);
    expect(() => readTemplate(template.join('\n'))).toThrow(problem);
  });
});

it('reading any text as a template gives a template or a TemplateError', () => {
  const line = fc.oneof(
    fc.constantFrom('Value A (x)', 'Value List B (\\d+)', '', 'Start', '  ^$A -> Record', '  ^\u0024{B}', 'EOF', '# c'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      try {
        readTemplate(lines.join('\n'));
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateError);
      }
    }),
  );
});
