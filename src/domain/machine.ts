// State machines as tables: the one interpreter of a table's rows, and what must hold for every table.

/** From a state, on an event, to a state; the notice that the step sends, where it sends one. */
export type Row = readonly [from: string, event: string, to: string, notice?: string];

export type StateOf<Table extends readonly Row[]> = Table[number][0] | Table[number][2];
export type EventOf<Table extends readonly Row[]> = Table[number][1];
export type NoticeOf<Table extends readonly Row[]> = Extract<
  Table[number],
  readonly [string, string, string, string]
>[3];

export type Step<Table extends readonly Row[]> = {
  readonly to: Table[number][2];
  readonly notice: NoticeOf<Table> | undefined;
};

/** The table's answer to an event, or undefined where the table has no such step: the caller says "already" or refuses. */
export function step<Table extends readonly Row[]>(
  table: Table,
  state: StateOf<Table>,
  event: EventOf<Table>,
): Step<Table> | undefined {
  const row = table.find(([from, on]) => from === state && on === event);
  return row && { to: row[2], notice: row[3] as NoticeOf<Table> | undefined };
}

/** Everything that is wrong with a table, as sentences; an empty list for a sound one. */
export function faultsOf(table: readonly Row[], initial: string, final: readonly string[]): string[] {
  const states = new Set(table.flatMap(([from, , to]) => [from, to]));
  const reached = new Set([initial]);
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const [from, , to] of table) if (reached.has(from)) reached.add(to);
  }
  const seen = new Set<string>();
  return [
    ...[...states].filter((state) => !reached.has(state)).map((state) => `${state} can't be reached`),
    ...[...states]
      .filter((state) => !final.includes(state) && !table.some(([from, , to]) => from === state && to !== state))
      .map((state) => `${state} has no way out`),
    ...final
      .filter((state) => table.some(([from]) => from === state))
      .map((state) => `${state} is final, yet a row leaves it`),
    ...table
      .map(([from, event]) => `${from} + ${event}`)
      .filter((key) => seen.has(key) || !seen.add(key))
      .map((key) => `two rows for ${key}`),
  ];
}
