// A catalogue small enough to be known by heart: one station, one exam of each kind, one holiday.
import type { Catalogue } from '../../src/domain/catalogue';

const name = (en: string) => ({ ar: `${en} (ar)`, en });
const morning = [{ from: '08:00', to: '15:00' }];

export const smallCatalogue: Catalogue = {
  version: 1,
  sample: true,
  stations: [
    {
      id: 'zahran',
      name: name('Zahran'),
      aliases: ['zahran'],
      district: name('Zahran district'),
      address: name('Third Circle'),
      phone: '+96264636111',
      map: { latitude: 31.9539, longitude: 35.9106 },
      ramp: true,
      hours: [{ from: '2026-01-01', week: { 0: morning, 1: morning, 2: morning, 3: morning, 4: morning } }],
      closures: [],
    },
  ],
  grantingBodies: [{ id: 'icdl', name: name('ICDL Arabia'), aliases: [] }],
  exams: [
    {
      id: 'icdl',
      name: name('ICDL'),
      aliases: ['icdl'],
      grantingBody: 'icdl',
      levels: [],
      kinds: {
        official: { feeFils: 25_000, minimum: 5, capacity: 12 },
        trial: { feeFils: 5_000, validMonths: 6, remindDaysBefore: 14 },
      },
      stations: ['zahran'],
      documents: [name('Civil ID')],
      refundRule: name('Paid fees are returned until the day before.'),
    },
  ],
  holidays: [{ from: '2027-01-01', to: '2027-01-01', name: name('New Year') }],
  biller: { category: name('Municipalities'), biller: name('Greater Amman Municipality'), examService: name('Exams') },
  terms: { paymentWorkingDays: 5, paymentReminderWorkingDays: 1, paymentClaimDays: 3 },
  contact: { knowledgeStations: '+96265359971', callCentre: '117180' },
};
