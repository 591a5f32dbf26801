// An SMS is paid by the part and read on small screens: no notice needs more than three, for any exam and station of the sample.
import { SegmentedMessage } from 'sms-segments-calculator';
import { sampleCatalogue } from '../support/store';
import { instantAt } from '../../src/clock';
import {
  text,
  day,
  list,
  moment,
  money,
  withoutIsolates,
  type Language,
  type Params,
  type TextKey,
} from '../../src/language/texts';
import { usualWeek } from '../../src/services/stations';

const MOST_PARTS = 3;
const catalogue = sampleCatalogue();
const LONG_NAME = { ar: 'عبدالرحمن', en: 'Alexandrina' };
const DAY = '2026-12-30';

const NOTICES: Record<string, (language: Language) => Params[]> = {
  'push.exam.payment-number': (language) => [bill(language)],
  'push.exam.payment-reminder': (language) => [bill(language)],
  'push.exam.come': (language) => places(language).map((params) => ({ ...params, closes: 'yes', closedOn: '30/12' })),
  'push.exam.come-reminder': (language) => places(language),
  'push.exam.payment-kept': (language) =>
    ['differs', 'late', 'twice'].map((why) => ({
      ...who(language),
      why,
      paid: money(12_500),
      amount: money(45_000),
    })),
  'push.exam.lapsed': (language) => titles(language),
  'push.exam.failed': (language) => each(titles(language), 'kind', ['trial', 'official']),
  'push.exam.cancelled': (language) =>
    each(each(titles(language), 'money', ['paid', 'free', 'kept', 'unpaid']), 'by', [
      'person',
      'minimum',
      'station',
      'sitting',
    ]).map((params) => ({ ...params, reason: REASON[language] })),
  'push.exam.waiting': (language) => each(counts(language), 'complete', ['yes', 'no']),
  'push.exam.wait-choice': (language) => counts(language),
  'push.exam.dated': (language) => dates(language),
  'push.exam.reminder': (language) => dates(language),
  'push.exam.date-late': (language) => titles(language),
  'push.exam.moved': (language) =>
    each(counts(language), 'own', ['yes', 'no']).map((params) => ({ ...params, ...when(language) })),
  'push.exam.absent': (language) => titles(language),
  'push.exam.corrected': (language) => each(titles(language), 'now', ['passed', 'not_passed', 'attended']),
  'push.exam.certificate-ready': (language) => places(language),
  'push.exam.certificate-reminder': (language) => places(language),
};

const REASON = { ar: 'تعطّل التكييف في القاعة', en: 'the air conditioning is out of order' };

const each = (all: readonly Params[], name: string, values: readonly string[]): Params[] =>
  values.flatMap((value) => all.map((params) => ({ ...params, [name]: value })));

const counts = (language: Language): Params[] =>
  titles(language).map((params) => ({ ...params, station: 'المحطة الطويلة الاسم', members: 10, minimum: 12 }));

const when = (language: Language) => ({
  when: moment(instantAt(DAY, '10:30')),
  place: text(language, 'place.room', { station: catalogue.stations[0]?.name[language] ?? '', room: '12' }),
});

const dates = (language: Language): Params[] =>
  catalogue.exams.flatMap(({ documents }) =>
    titles(language).map((params) => ({
      ...params,
      ...when(language),
      documents: list(documents.map((line) => line[language])),
    })),
  );

const who = (language: Language) => ({ name: LONG_NAME[language], number: '48271936' });

function bill(language: Language): Params {
  const { category, biller, examService } = catalogue.biller;
  return {
    ...who(language),
    payment: '730294185526',
    amount: money(12_500),
    until: day('2026-12-30'),
    category: category[language],
    biller: biller[language],
    service: examService[language],
  };
}

const places = (language: Language): Params[] =>
  catalogue.exams.flatMap((exam) =>
    catalogue.stations.map((station) => ({
      ...who(language),
      exam: exam.name[language],
      station: station.name[language],
      hours: usualWeek(station, DAY, language),
      until: day(DAY, { weekday: false }),
    })),
  );

const titles = (language: Language): Params[] =>
  catalogue.exams.flatMap(({ name, levels }) =>
    [undefined, ...levels].map((level) => ({
      ...who(language),
      exam: level
        ? text(language, 'exam.with-level', { exam: name[language], level: level.name[language] })
        : name[language],
    })),
  );

const cases = Object.entries(NOTICES).flatMap(([notice, params]) =>
  (['ar', 'en'] as const).map((language) => [notice, language, params(language)] as const),
);

test.each(cases)('%s in %s', (notice, language, all) => {
  const long = all
    .map((params) => withoutIsolates(text(language, notice as TextKey, params)))
    .filter((sms) => new SegmentedMessage(sms).segmentsCount > MOST_PARTS);
  expect(all.length).toBeGreaterThan(0);
  expect(long).toEqual([]);
});
