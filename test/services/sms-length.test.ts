// An SMS is paid by the part and read on small screens: no notice needs more than three, for any exam and station of the sample.
import { SegmentedMessage } from 'sms-segments-calculator';
import { sampleCatalogue } from '../support/store';
import { text, day, money, withoutIsolates, type Language, type Params, type TextKey } from '../../src/language/texts';
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
  'push.exam.failed': (language) => titles(language),
  'push.exam.cancelled': (language) =>
    ['paid', 'free', 'kept', 'unpaid'].flatMap((money) => titles(language).map((params) => ({ ...params, money }))),
};

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
