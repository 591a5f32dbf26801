import { createRandom } from '../../src/store/random';

const random = createRandom();

it('makes ids of a prefix and 20 letters and digits, none twice', () => {
  const ids = Array.from({ length: 2_000 }, () => random.id('req'));
  expect(ids.filter((id) => !/^req_[0-9A-Za-z]{20}$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(2_000);
});

it.each([0, 1, 6, 12])('makes %i digits', (count) => {
  expect(random.digits(count)).toMatch(new RegExp(`^\\d{${count}}$`));
});

it('uses every digit at every place', () => {
  const drawn = Array.from({ length: 2_000 }, () => random.digits(3));
  for (const place of [0, 1, 2]) expect(new Set(drawn.map((digits) => digits[place])).size).toBe(10);
});
