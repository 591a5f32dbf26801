// Plays a conversation that is written down in a text file, through the real inbox, turns and services on a store of its own, and
// writes down what came of it in the same form, so that a test compares two texts.
//   @ sms +962791234567   who writes from here on: channel and address        # a remark
//   > what is written (or tapped); {code} stands for the code of the last SMS that held one
//   < what the service answers, whole; further lines are indented by two      …  at the end of a block leaves its rest open
//   ! something that happens outside: the bank pays 5.000 · 8 days later · voice · a new form version · 9 others pay · what staff do
//   = what is stored or sent: sms to +962…: text · requests: … · tasks: … · persons: … · draft: … · ask: … · reference: …
import { createClock, DAY_MS } from '../../src/clock';
import type { ChannelName, InboundKind, OutboundMessage } from '../../src/domain/message';
import type { Task } from '../../src/domain/task';
import type { Random, Transact, Work } from '../../src/domain/work';
import { answer } from '../../dialogs/main';
import type { ExamRequest } from '../../src/domain/exam-request';
import type { Sitting } from '../../src/domain/sitting';
import { isRefusal, type Refusal } from '../../src/errors';
import { beginWeek, takePlace } from '../../src/services/gathering';
import {
  cancelSitting,
  certificateArrived,
  correctResult,
  enterResult,
  fixDate,
  markAttendance,
  releaseResult,
  resultIfCorrected,
} from '../../src/services/sittings';
import { createTurns } from '../../src/bot/turn';
import { withoutIsolates } from '../../src/language/texts';
import { createLog } from '../../src/log';
import { apologise } from '../../src/services/apology';
import { answerAsStaff, giveBack, lastOfCitizen, lastOfStaff, talkOf } from '../../src/services/handovers';
import { arrive } from '../../src/services/inbox';
import { reply } from '../../src/services/notify';
import { cancelForStation, billFor, fireDue, receivePayment } from '../../src/services/requests';
import { finishTask } from '../../src/services/tasks';
import { createSignal } from '../../src/signal';
import { MORNING } from './samples';
import { openTestStore } from './store';

type Sent = Pick<OutboundMessage, 'channel' | 'address' | 'content'>;
type Speaker = { readonly channel: ChannelName; readonly address: string };

/** The same numbers in every run; ids need only differ. */
function seeded(): Random {
  let state = 20261123;
  let ids = 0;
  const digit = (): string => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return String((state >>> 16) % 10);
  };
  return {
    id: (prefix) => `${prefix}_${String((ids += 1)).padStart(20, '0')}`,
    digits: (count) => Array.from({ length: count }, digit).join(''),
  };
}

/** Messages that a committed transaction put into the outbox, in order. */
function watched(transact: Transact, sent: Sent[]): Transact {
  return async (use) => {
    let added: Sent[] = [];
    const result = await transact((work) => {
      added = [];
      return use({
        ...work,
        messages: {
          ...work.messages,
          addOutbound: async (message) => {
            const isNew = await work.messages.addOutbound(message);
            if (isNew) added.push(message);
            return isNew;
          },
        },
      });
    });
    sent.push(...added);
    return result;
  };
}

const STAFF = { staffId: 'staff' };

const KINDS: readonly InboundKind[] = ['voice', 'image', 'video', 'document', 'location', 'other'];

const block = (head: string, text: string): string[] =>
  withoutIsolates(text)
    .split('\n')
    .map((line, place) => (place === 0 ? `${head} ${line}` : `  ${line}`));

/** Runs the script's inputs and deeds. @returns the whole transcript as it happened */
export async function play(script: readonly string[]): Promise<string[]> {
  const test = await openTestStore({ clock: createClock(() => MORNING), random: seeded() });
  try {
    return await playOn(test, script);
  } finally {
    await test.close();
  }
}

async function playOn(test: Awaited<ReturnType<typeof openTestStore>>, script: readonly string[]): Promise<string[]> {
  const sent: Sent[] = [];
  const faults: string[] = [];
  const transact = watched(test.transact, sent);
  const turns = createTurns({
    transact,
    inbox: test.inbox,
    clock: test.clock,
    log: createLog((line) => faults.push(line)),
    arrived: createSignal(),
    committed: createSignal(),
    answer,
    reply,
    apologise,
  });
  const out: string[] = [];
  let speaker: Speaker = { channel: 'sms', address: '+962791234567' };
  let arrivals = 0;
  let seen: Sent[] = [];
  let code = '';

  const write = (text: string, kind: InboundKind = 'text') =>
    arrive(transact, { ...speaker, providerId: `in-${(arrivals += 1)}`, kind, text });

  function show(): void {
    seen = sent.splice(0);
    const own = seen.filter(({ channel, address }) => channel === speaker.channel && address === speaker.address);
    for (const { content } of seen) code = /^\d{6}(?= )/.exec(withoutIsolates(content.text))?.[0] ?? code;
    for (const { content } of own) out.push(...block('<', content.text));
    for (const message of seen)
      if (!own.includes(message))
        out.push(...block(`= ${message.channel} to ${message.address}:`, message.content.text));
    for (const fault of faults.splice(0)) out.push(`= fault: ${fault.trim()}`);
  }

  async function settle(): Promise<void> {
    await turns.drain();
    show();
  }

  const deeds: readonly (readonly [RegExp, (found: RegExpExecArray) => Promise<unknown>])[] = [
    [/^the bank pays ([\d.]+)$/, ([, amount]) => transact((work) => pay(work, amount ?? ''))],
    [/^the bank pays ([\d.]+) twice$/, ([, amount]) => twice(() => transact((work) => pay(work, amount ?? '')))],
    [/^(\d+) days later$/, ([, days]) => later(Number(days))],
    [/^the form was begun in version (\S+)$/, ([, version]) => transact((work) => rebegin(work, version ?? ''))],
    [new RegExp(`^(${KINDS.join('|')})$`), ([, kind]) => write('', kind as InboundKind)],
    [/^(\d+) letters$/, ([, count]) => write('م'.repeat(Number(count)))],
    [/^nothing written$/, () => write('')],
    [/^(\d+) others pay$/, ([, count]) => othersPay(Number(count))],
    [
      /^staff fix the date (\S+) (\S+)$/,
      ([, day = '', time = '']) => inSitting((work, { id }) => fixDate(work, id, { day, time }, STAFF)),
    ],
    [
      /^staff cancel the sitting: (.+)$/,
      ([, reason = '']) => inSitting((work, { id }) => cancelSitting(work, id, reason, STAFF)),
    ],
    [
      /^staff mark (present|absent)$/,
      ([, mark]) => onNewest((work, { id }) => markAttendance(work, id, mark === 'present', STAFF)),
    ],
    [
      /^staff release (passed|not-passed)$/,
      ([, result]) =>
        onNewest(async (work, { id }) => {
          await enterResult(work, id, result as 'passed' | 'not-passed', { staffId: 'another' });
          return releaseResult(work, id, { ...STAFF, draftAt: work.now });
        }),
    ],
    [
      /^staff correct the result: (.+)$/,
      ([, reason = '']) =>
        onNewest((work, request) =>
          correctResult(work, request.id, reason, { ...STAFF, result: resultIfCorrected(request) }),
        ),
    ],
    [
      /^staff cancel the request: (.+)$/,
      ([, reason = '']) => onNewest((work, { id }) => cancelForStation(work, id, reason, STAFF.staffId)),
    ],
    [/^staff answer: (.+)$/, ([, words = '']) => inTalk((work, task) => sayAsStaff(work, task, words))],
    [
      /^staff close the talk$/,
      () =>
        inTalk(async (work, { id }) => {
          const done = await finishTask(work, id, { ...STAFF, note: undefined });
          if (!isRefusal(done)) await giveBack(work, done);
          return done;
        }),
    ],
    [/^the certificate arrives$/, () => onNewest((work, { id }) => certificateArrived(work, id, STAFF))],
  ];

  type Outcome = Promise<object | Refusal>;

  /** What staff do about the newest request of who writes. @throws Error where it is refused */
  async function onNewest(act: (work: Work, request: ExamRequest) => Outcome): Promise<void> {
    await transact(async (work) => {
      const citizen = await citizenOf(work);
      const [request] = citizen ? await work.requests.ofRequester(citizen.id) : [];
      const outcome = request && (await act(work, request));
      if (!outcome || isRefusal(outcome)) throw new Error(`staff were refused: ${JSON.stringify(outcome)}`);
    });
  }

  const inSitting = (act: (work: Work, sitting: Sitting) => Outcome): Promise<void> =>
    onNewest(async (work, { sittingId }) => {
      const sitting = sittingId === undefined ? undefined : await work.sittings.byId(sittingId);
      if (!sitting) throw new Error('no place in a sitting');
      return act(work, sitting);
    });

  /** What staff do about the conversation of who writes. */
  async function inTalk(act: (work: Work, task: Task) => Outcome): Promise<void> {
    await transact(async (work) => {
      const conversation = await work.conversations.byAddress(speaker.channel, speaker.address);
      const task = (await work.tasks.open()).find(({ conversationId }) => conversationId === conversation?.id);
      const outcome = task && (await act(work, task));
      if (!outcome || isRefusal(outcome)) throw new Error(`staff were refused: ${JSON.stringify(outcome)}`);
    });
  }

  async function sayAsStaff(work: Work, task: Task, words: string): Outcome {
    const talk = await talkOf(work, task.conversationId ?? '');
    return answerAsStaff(work, task, { ...STAFF, words, seen: lastOfStaff(talk), read: lastOfCitizen(talk) });
  }

  /** Places that others take beside who writes; what they are told is not shown. */
  async function othersPay(count: number): Promise<void> {
    await inSitting(async (work, { id }) => {
      let latest: Sitting | undefined;
      for (let taken = 0; taken < count; taken += 1) {
        const request = (await work.requests.inSitting(id))[0];
        if (!request) throw new Error('nobody in the sitting');
        latest = await takePlace(work, { ...request, sittingId: undefined });
      }
      if (latest) await beginWeek(work, latest);
      return latest ?? {};
    });
  }

  async function twice(deed: () => Promise<unknown>): Promise<void> {
    await deed();
    await deed();
  }

  async function later(days: number): Promise<void> {
    test.clock.setOffset(test.clock.offsetMs() + days * DAY_MS);
    while (await transact(fireDue));
  }

  async function citizenOf(work: Work) {
    const conversation = await work.conversations.byAddress(speaker.channel, speaker.address);
    return conversation?.citizenId === undefined ? undefined : work.citizens.byId(conversation.citizenId);
  }

  async function pay(work: Work, amount: string): Promise<void> {
    const citizen = await citizenOf(work);
    const [request] = citizen ? await work.requests.ofRequester(citizen.id) : [];
    const billed = await billFor(work, request?.paymentNumber ?? '');
    const [dinars = '', fils = ''] = amount.split('.');
    await receivePayment(work, {
      trx: `trx-${billed?.bill.number ?? 'none'}`,
      billingNumber: billed?.bill.number ?? '',
      status: 'PmtNew',
      paidFils: Number(dinars + fils),
      processedAt: '2026-11-23T12:00:00',
      statementDate: undefined,
      raw: '{}',
    });
  }

  async function rebegin(work: Work, version: string): Promise<void> {
    const conversation = await work.conversations.byAddress(speaker.channel, speaker.address);
    const draft = conversation && (await work.drafts.ofConversation(conversation.id));
    if (!draft) throw new Error('no form is open');
    await work.drafts.put({ ...draft, form: { ...draft.form, version } });
  }

  const facts: Readonly<Record<string, (work: Work) => Promise<string>>> = {
    requests: async (work) => {
      const citizen = await citizenOf(work);
      const requests = citizen ? await work.requests.ofRequester(citizen.id) : [];
      return requests.map(({ examId, stationId, state }) => `${examId} ${stationId} ${state}`).join(', ') || 'none';
    },
    tasks: async (work) => (await work.tasks.open()).map(({ kind }) => kind).join(', ') || 'none',
    persons: async (work) => {
      const citizen = await citizenOf(work);
      const persons = citizen ? await work.persons.enteredBy(citizen.id) : [];
      const words = persons.map(({ name, document, number, country, guardian }) =>
        [name, document, number, country, ...(guardian ? [`guardian ${guardian.name ?? 'the requester'}`] : [])].join(
          ' ',
        ),
      );
      return words.join(', ') || 'none';
    },
    arrangement: async (work) => {
      const citizen = await citizenOf(work);
      const [request] = citizen ? await work.requests.ofRequester(citizen.id) : [];
      return [request?.arrangement, request?.arrangementNote].filter(Boolean).join(': ') || 'none';
    },
    draft: async (work) => {
      const conversation = await work.conversations.byAddress(speaker.channel, speaker.address);
      const draft = conversation && (await work.drafts.ofConversation(conversation.id));
      return draft ? `${draft.form.form} asks ${draft.form.asking}` : 'none';
    },
    ask: () => Promise.resolve(seen.at(-1)?.content.ask ?? 'none'),
    reference: () => {
      const { request, payment } = seen.at(-1)?.content.reference ?? {};
      return Promise.resolve([request, payment].filter(Boolean).join(' ') || 'none');
    },
  };

  for (const [place, line] of script.entries()) {
    const [, sign = '', rest = ''] = /^([@>!=<#]) ?(.*)$/.exec(line) ?? [];
    if (sign === '<' || line.startsWith('  ')) continue;
    if (sign === '=') {
      const name = /^(\w+): /.exec(rest)?.[1] ?? '';
      const fact = facts[name];
      if (fact) out.push(`= ${name}: ${await transact(fact)}`);
      continue;
    }
    out.push(line);
    if (sign === '@') {
      const [channel, address] = rest.split(' ');
      speaker = { channel: channel as ChannelName, address: address ?? '' };
    } else if (sign === '>') {
      await write(rest.replace('{code}', code));
      // Lines that follow each other without an answer between them are written at once.
      if (script[place + 1]?.startsWith('>') !== true) await settle();
    } else if (sign === '!') {
      const [deed, found] = deeds
        .map(([pattern, act]) => [act, pattern.exec(rest)] as const)
        .find(([, match]) => match) ?? [undefined, null];
      if (!deed || !found) throw new Error(`line ${place + 1}: an unknown deed`);
      await deed(found);
      await settle();
    }
  }
  return out;
}

/** Lines in blocks: a line with those that are indented under it. */
export function blocksOf(lines: readonly string[]): string[] {
  const blocks: string[] = [];
  for (const line of lines) {
    if (line.startsWith('  ') && line.trim() !== '' && blocks.length > 0) blocks.push(`${blocks.pop()}\n${line}`);
    else if (line.trim() !== '') blocks.push(line);
  }
  return blocks;
}

const REST = '…';

/** What happened, with the rests that were left open cut off where it agrees so far: equal to what was written where all is well. */
export function comparable(happened: readonly string[], written: readonly string[]): string[] {
  const expected = blocksOf(written);
  return blocksOf(happened).map((text, place) => {
    const wanted = expected[place] ?? '';
    const open = wanted.endsWith(REST) && text.startsWith(wanted.slice(0, -REST.length));
    return open ? wanted : text;
  });
}
