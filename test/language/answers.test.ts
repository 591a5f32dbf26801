import {
  findOptions,
  nameParts,
  readChoice,
  readDay,
  isVagueYes,
  readDigits,
  readLatinName,
  readName,
  readNumber,
  readPhone,
  readYesNo,
  sameName,
  type Option,
} from '../../src/language/answers';

describe('yes and no', () => {
  test.each([
    ['نعم', true],
    ['اه', true],
    ['آه طبعا', true],
    ['ايوه', true],
    ['أيوااا', true],
    ['أجل', true],
    ['تمام', true],
    ['أوافق', true],
    ['نعم، أوافق', true],
    ['اه لو سمحت', true],
    ['ok', true],
    ['Yes please', true],
    ['YES!', true],
    ['١', true],
    ['👍🏽', true],
    ['👍👍', true],
    ['لا', false],
    ['لأ', false],
    ['لااااا', false],
    ['لا شكرا', false],
    ['مش', false],
    ['مش موافق', false],
    ['مش تمام', false],
    ['no thanks', false],
    ["I don't agree", false],
    ['٢', false],
    ['👎', false],
    ['لا قصدي النصر', undefined],
    ['نعم لا', undefined],
    ['نعم؟', undefined],
    ['ok?', undefined],
    ['طيب', true],
    ['لا مانع', true],
    ['اكيد لا', false],
    ['اه بس بدي أغير المحطة', undefined],
    ['لا أعرف', undefined],
    ['ok but how much', undefined],
    ['شكرا', undefined],
    ['3', undefined],
    ['👍👎', undefined],
    ['🌹', undefined],
    ['', undefined],
  ])('%s: %s', (said, value) => {
    expect(readYesNo(said)).toBe(value);
  });
});

test.each([
  ['تمام', true],
  ['اوكي تمام', true],
  ['ok thanks', true],
  ['👍', true],
  ['نعم', false],
  ['تمام نعم', false],
  ['أؤكد', false],
  ['1', false],
  ['لا', false],
  ['تمام بس الاسم غلط', false],
])('only heard, perhaps: %s: %s', (said, isVague) => {
  expect(isVagueYes(said)).toBe(isVague);
});

test.each([
  ['saad khaled shboul', 'Saad Khaled Shboul'],
  ["O'Neil-Smith Jr.", "O'Neil-Smith Jr."],
  ['Saad', undefined],
  ['سعد خالد', undefined],
  ['wait a minute', undefined],
  ['yes please go ahead', undefined],
  ['thanks bye', undefined],
])('a name for the certificate: %s', (said, name) => {
  expect(readLatinName(said)).toBe(name);
});

describe('numbers', () => {
  test.each([
    ['5', 5],
    ['٥', 5],
    ['۵', 5],
    ['(5)', 5],
    ['رقم ٥ لو سمحت', 5],
    ['خمسة', 5],
    ['خمس', 5],
    ['five', 5],
    ['صفر', 0],
    ['الثالث', 3],
    ['التالت', 3],
    ['الثالثة', 3],
    ['third', 3],
    ['3rd', 3],
    ['تاني واحد', 2],
    ['the second one', 2],
    ['واحد', 1],
    ['اتنعش', 12],
    ['خمسة عشر', 15],
    ['خمسة وعشرين', 25],
    ['twenty five', 25],
    ['twenty one', 21],
    ['مية وخمسة وعشرين', 125],
    ['مية وواحد', 101],
    ['مئة وخمسة عشر', 115],
    ['واحد اتنين', undefined],
    ['خمسة عشر وعشرين', undefined],
    ['5.5', undefined],
    ['1 2', undefined],
    ['5 متقدمين', undefined],
    ['12345678901234567890', undefined],
    ['طبربور', undefined],
    ['', undefined],
  ])('%s: %s', (said, value) => {
    expect(readNumber(said)).toBe(value);
  });
});

const STATIONS: readonly Option[] = [
  { value: 'sweileh', names: ['محطة صويلح', 'Sweileh Station', 'صويلح'] },
  { value: 'tabarbour', names: ['محطة طبربور', 'Tabarbour Station'] },
  { value: 'nasr', names: ['محطة النصر', 'Al-Nasr Station'] },
  { value: 'others', names: ['محطات أخرى', 'Other stations'] },
];
const EXAMS: readonly Option[] = [
  { value: 'icdl', names: ['امتحان ICDL', 'ICDL', 'آي سي دي إل', 'الرخصة الدولية لقيادة الحاسوب'] },
  { value: 'icdl-advanced', names: ['ICDL Advanced', 'آي سي دي إل المتقدم'] },
  { value: 'cambridge', names: ['امتحان كامبردج', 'Cambridge', 'كامبريدج'] },
  { value: 'ic3', names: ['IC3', 'آي سي ثري'] },
];
const COMPLAINTS: readonly Option[] = [
  { value: 'water', names: ['مياه'] },
  { value: 'hole', names: ['حفرة'] },
  { value: 'light', names: ['إنارة'] },
];
const CONSENT: readonly Option[] = [
  { value: 'agree', names: ['أوافق', 'موافق', 'I agree'] },
  { value: 'refuse', names: ['لا أوافق', 'غير موافق', 'no'] },
  { value: 'more', names: ['اقرأ المزيد', 'read more'] },
];

describe('a choice', () => {
  test.each<[string, readonly Option[], string | undefined]>([
    ['1', STATIONS, 'sweileh'],
    ['٣', STATIONS, 'nasr'],
    ['الثالث', STATIONS, 'nasr'],
    ['تاني واحد', STATIONS, 'tabarbour'],
    ['لا التاني', STATIONS, 'tabarbour'],
    ['لا 3', STATIONS, 'nasr'],
    ['لا لا', STATIONS, undefined],
    ['رقم اتنين', STATIONS, 'tabarbour'],
    ['5', STATIONS, undefined],
    ['0', STATIONS, undefined],
    ['tabarbour', STATIONS, 'tabarbour'],
    ['صويلح', STATIONS, 'sweileh'],
    ['طبربور', STATIONS, 'tabarbour'],
    ['بطبربور', STATIONS, 'tabarbour'],
    ['محطه نصر', STATIONS, 'nasr'],
    ['لا قصدي النصر', STATIONS, 'nasr'],
    ['محطة طبربر لو سمحت', STATIONS, 'tabarbour'],
    ['بدي عمحطة صويلج', STATIONS, 'sweileh'],
    ['nasr', STATIONS, 'nasr'],
    ['اخرى', STATIONS, 'others'],
    ['محطة', STATIONS, undefined],
    ['صويلح أو طبربور', STATIONS, undefined],
    ['وين محطة صويلح', STATIONS, undefined],
    ['صويلح؟', STATIONS, 'sweileh'],
    ['قديش بياخد وقت لحد ما يطلع الموعد؟', STATIONS, undefined],
    ['مش صويلح', STATIONS, undefined],
    ['مش بطبربور بصويلح', STATIONS, 'sweileh'],
    ['النصر مش صويلح', STATIONS, 'nasr'],
    ['مش صويلح ومش النصر', STATIONS, undefined],
    ['مش رايح عصويلح', STATIONS, undefined],
    ['بدي ماركا', STATIONS, undefined],
    ['', STATIONS, undefined],
    ['المياه', COMPLAINTS, 'water'],
    ['حفره', COMPLAINTS, 'hole'],
    ['الانارة', COMPLAINTS, 'light'],
    ['icdl', EXAMS, 'icdl'],
    ['ICDL advanced', EXAMS, 'icdl-advanced'],
    ['اي سي دي ال', EXAMS, 'icdl'],
    ['ايسيديال', EXAMS, 'icdl'],
    ['icld', EXAMS, 'icdl'],
    ['كمبردج', EXAMS, 'cambridge'],
    ['أوافق', CONSENT, 'agree'],
    ['أنا لا أوافق على هذا', CONSENT, 'refuse'],
    ['ما بوافق', CONSENT, undefined],
    ['بدي اقرا المزيد', CONSENT, 'more'],
  ])('%s', (said, options, value) => {
    expect(readChoice(said, options)).toBe(value);
  });

  test('a name that two options share chooses neither', () => {
    const twice = [
      { value: 'a', names: ['دورة إكسل'] },
      { value: 'b', names: ['دورة إكسل'] },
    ];
    expect(readChoice('دورة إكسل', twice)).toBeUndefined();
  });

  test('a name that is a number goes before the place in the list', () => {
    const sizes = ['10', '2', '1'].map((value) => ({ value, names: [value] }));
    expect(['2', '1', '3'].map((said) => readChoice(said, sizes))).toEqual(['2', '1', '1']);
  });
});

describe('options named in a sentence', () => {
  const values = (said: string, options: readonly Option[]) => findOptions(said, options).map(({ value }) => value);
  const SENTENCE = 'السلام عليكم، حابة أتقدم لتجريبي آي سي دي إل بمحطة طبربور';
  const KINDS: readonly Option[] = [
    { value: 'official', names: ['رسمي', 'official'] },
    { value: 'trial', names: ['تجريبي', 'تجاري', 'trial'] },
  ];

  test.each<[string, readonly Option[], readonly string[]]>([
    [SENTENCE, STATIONS, ['tabarbour']],
    [SENTENCE, EXAMS, ['icdl']],
    [SENTENCE, KINDS, ['trial']],
    ['طلب عقد امتحان تجاري', KINDS, ['trial']],
    ['بدي امتحان تجريبي مش رسمي', KINDS, ['trial']],
    ['مش رسمي', KINDS, []],
    ['بدي ic3 مو icdl بصويلح', EXAMS, ['ic3']],
    ['بدي امتحان كامبردج رسمي', EXAMS, ['cambridge']],
    ['بدي امتحان كامبردج رسمي', KINDS, ['official']],
    ['بدي امتحان كامبردج رسمي', STATIONS, []],
    ['اسجل عالامتحان تبع آي سي دي ال بالنصر', EXAMS, ['icdl']],
    ['اسجل عالامتحان تبع آي سي دي ال بالنصر', STATIONS, ['nasr']],
    ['I want the icdl advanced exam at sweileh', EXAMS, ['icdl-advanced']],
    ['I want the icdl advanced exam at sweileh', STATIONS, ['sweileh']],
    ['دوام محطة صويلح', STATIONS, ['sweileh']],
    ['وين المحطة', STATIONS, []],
    ['صباح الخير', STATIONS, []],
    ['', STATIONS, []],
  ])('%s', (said, options, found) => {
    expect(values(said, options)).toEqual(found);
  });

  test('a spelling slip scores lower than the name itself', () => {
    const [right] = findOptions('بدي طبربور', STATIONS);
    const [slipped] = findOptions('بدي طبرببور', STATIONS);
    expect([right?.score, slipped?.value]).toEqual([1, 'tabarbour']);
    expect(slipped?.score).toBeLessThan(1);
  });
});

describe('phones', () => {
  test.each([
    ['0791234567', '+962791234567'],
    ['٠٧٩١٢٣٤٥٦٧', '+962791234567'],
    ['00962791234567', '+962791234567'],
    ['+962 79 123 4567', '+962791234567'],
    ['+9620791234567', '+962791234567'],
    ['962791234567', '+962791234567'],
    ['791234567', '+962791234567'],
    ['رقمي 079-123 4567 وعمري 25', '+962791234567'],
    ['\u202a+962791234567\u202c', '+962791234567'],
    ['+970599123456', '+970599123456'],
    ['00966501234567', '+966501234567'],
    ['+1 202 555 0143', '+12025550143'],
  ])('%s is %s', (said, phone) => {
    expect(readPhone(said)).toBe(phone);
  });

  test.each([
    ['0791', 'too-short'],
    ['079123456', 'too-short'],
    ['+96279123456', 'too-short'],
    ['123', 'too-short'],
    ['07912345678', 'too-long'],
    ['+9627912345678', 'too-long'],
    ['065359970', 'not-a-phone'],
    ['+96265359970', 'not-a-phone'],
    ['9861042317', 'not-a-phone'],
    ['+44 20 7946 0958', 'not-a-phone'],
    ['رقمي', 'not-a-phone'],
    ['', 'not-a-phone'],
    ['+', 'not-a-phone'],
  ])('%s is %s', (said, wrong) => {
    expect(readPhone(said)).toEqual({ wrong });
  });
});

describe('dates', () => {
  test.each([
    ['05/01/2026', '2026-01-05'],
    ['٠٥/٠١/٢٠٢٦', '2026-01-05'],
    ['5-1-2026', '2026-01-05'],
    ['5.1.2026', '2026-01-05'],
    ['5 1 2026', '2026-01-05'],
    ['2026-01-05', '2026-01-05'],
    ['٢٠٢٦/١/٥', '2026-01-05'],
    ['5 كانون الثاني 2026', '2026-01-05'],
    ['5 كانون تاني ٢٠٢٦', '2026-01-05'],
    ['٥ يناير ٢٠٢٦', '2026-01-05'],
    ['الخميس 10 كانون الأول 2026', '2026-12-10'],
    ['1 آب 1998م', '1998-08-01'],
    ['5 شهر 1 2026', '2026-01-05'],
    ['5th January 2026', '2026-01-05'],
    ['January 5, 2026', '2026-01-05'],
    ['29/2/2024', '2024-02-29'],
    ['29/2/2026', undefined],
    ['31/4/2026', undefined],
    ['1/13/2026', undefined],
    ['5/1/26', '2026-01-05'],
    ['2026', undefined],
    ['0791234567', undefined],
    ['كم رسوم IC3', undefined],
    ['', undefined],
  ])('%s: %s', (said, day) => {
    expect(readDay(said, '2026-01-01')).toBe(day);
  });

  test.each([
    ['اليوم', '2026-12-30'],
    ['غداً', '2026-12-31'],
    ['بكرة', '2026-12-31'],
    ['بعد بكرة', '2027-01-01'],
    ['tomorrow', '2026-12-31'],
    ['30/12', '2026-12-30'],
    ['5/1', '2027-01-05'],
    ['5 كانون الثاني', '2027-01-05'],
    ['كانون الثاني 5', '2027-01-05'],
    ['31/11', undefined],
    ['كانون الثاني', undefined],
    ['دوامكم بكرة بصويلح؟', '2026-12-31'],
    ['بتفتحوا يوم الأربعاء', '2026-12-30'],
    ['فاتحين الخميس؟', '2026-12-31'],
    ['are you open on Sunday', '2027-01-03'],
    ['هل الدوام في ٥/١ كالمعتاد', '2027-01-05'],
    ['دوام الأحد 10 كانون الثاني', '2027-01-10'],
  ])('on 30 December 2026, %s: %s', (said, day) => {
    expect(readDay(said, '2026-12-30')).toBe(day);
  });
});

test.each([
  ['986 104 2317', '9861042317'],
  ['٩٨٦١٠٤٢٣١٧', '9861042317'],
  ['رقمي 4827-1936', '48271936'],
  ['تسعة ثمانية ستة', '986'],
  ['الرقم تسعة وثمانية', '98'],
  ['خمسة وعشرين', ''],
  ['واحد من ثلاثة', ''],
  ['لا أعرف', ''],
])('digits of %s', (said, digits) => {
  expect(readDigits(said)).toBe(digits);
});

describe('names of people', () => {
  test.each([
    ['رنا خليل الزعبي', 'رنا خليل الزعبي'],
    ['  رنا   خليل\u200f الزعبي. ', 'رنا خليل الزعبي.'],
    ['رنا خليل الزعبي!', 'رنا خليل الزعبي'],
    ['اسمي رنا خليل الزعبي', 'رنا خليل الزعبي'],
    ['My name is Rana Khalil', 'Rana Khalil'],
    ["O'Neill Anne-Marie", "O'Neill Anne-Marie"],
    ['د. أحمد علي حسن', 'د. أحمد علي حسن'],
    ['رنــــا خليل', 'رنا خليل'],
    ['José Pérez', 'José Pérez'],
    ['李小龍', '李小龍'],
    ['رنا خليل 5', undefined],
    ['رنا ٥', undefined],
    ['شو الرسوم؟', undefined],
    ['القريبة من الهاشمي', undefined],
    ['ok do it', undefined],
    ['منى عندليب الخطيب', 'منى عندليب الخطيب'],
    ['rana@example.com', undefined],
    ['9861042317', undefined],
    ['😀', undefined],
    ['ر', undefined],
    ['أحمد '.repeat(40), undefined],
    ['', undefined],
  ])('%s: %s', (said, name) => {
    expect(readName(said)).toBe(name);
  });

  test.each([
    ['رنا خليل الزعبي', ['رنا', 'خليل', 'الزعبي']],
    ['عبد الرحمن أبو زيد', ['عبد الرحمن', 'أبو زيد']],
    ['نور الدين بن علي', ['نور الدين', 'بن علي']],
    ['أحمد عبد الله', ['أحمد', 'عبد الله']],
    ['د. أحمد علي', ['أحمد', 'علي']],
    ['Dr. Omar Abu Zaid Al Zoubi', ['Omar', 'Abu Zaid', 'Al Zoubi']],
    ['', []],
  ])('parts of %s', (name, parts) => {
    expect(nameParts(name)).toEqual(parts);
  });

  test.each([
    ['رنا خليل الزعبي', 'رنا خليل الزعبى', true],
    ['أحمد علي', 'احمد على', true],
    ['رنا خليل زعبي', 'رنا خليل الزعبي', true],
    ['رنا الزعبي', 'رنا خليل محمد الزعبي', true],
    ['عبدالله حسن', 'عبد الله حسن', true],
    ['Omar Al-Zoubi', 'omar al zoubi', true],
    ['د. أحمد علي', 'أحمد علي', true],
    ['رنا خليل', 'رنا خليل الزعبي', false],
    ['رنا', 'رنا خليل الزعبي', false],
    ['رنا محمد الزعبي', 'رنا خليل الزعبي', false],
    ['خليل رنا الزعبي', 'رنا خليل الزعبي', false],
    ['', '', false],
  ])('%s and %s: %s', (a, b, same) => {
    expect([sameName(a, b), sameName(b, a)]).toEqual([same, same]);
  });
});
