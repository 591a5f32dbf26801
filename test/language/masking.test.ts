// What could tell who wrote is taken out of a sentence; what it asks for stays.
import { masked } from '../../src/language/masking';

test.each([
  ['a phone', 'call 0791234567 please', [], 'call # please'],
  ['a phone in Arabic digits, in groups', 'اتصلوا ٠٧٩ ١٢٣ ٤٥٦٧ بعد العصر', [], 'اتصلوا # بعد العصر'],
  ['a count and a day stay', '3 courses on 12', [], '3 courses on 12'],
  ['mail and web addresses', 'write to rana@example.jo or https://x.example/a', [], 'write to @ or @'],
  ['names of those who were entered', 'وين شهادة رنا خليل الزعبي', ['رنا خليل الزعبي'], 'وين شهادة … … …'],
  ['a name with another spelling of its letters', 'طلب آلاء', ['الاء احمد'], 'طلب …'],
  ['a name in Latin letters', 'the certificate of Rana', ['Rana Alzoubi'], 'the certificate of …'],
  ['digits however they are set', 'رقمي ０７９١２٣٤٥٦٧ أو 07/91/23-45,67', [], 'رقمي # أو #'],
  ['an address with a gap, a handle, a bare domain', 'rana @example.jo t.me/rana @rana_z', [], '@ @ @'],
  ['a name with what hangs on it', 'لرنا والزعبي Rana’s', ['رنا الزعبي', 'Rana'], '… … …'],
  ['a name between signs', 'رنا،خليل/الزعبي', ['رنا خليل الزعبي'], '…،…/…'],
  ['two words of a name as one', 'طلب عبدالرحمن', ['عبد الرحمن علي'], 'طلب …'],
  ['who says their name', 'اسمي محمود سليم الخطيب', [], 'اسمي … … …'],
  ['who is on the phone', 'معك سامر العبادي بدي موظف', [], 'معك … … بدي موظف'],
  ['who says it without the word', 'انا محمد خالد العبادي وين شهادتي', [], 'انا … … … وين شهادتي'],
  ['a wish after the same word', 'انا بدي اسجل امتحان', [], 'انا بدي اسجل امتحان'],
  [
    'a name in the other script',
    'وين شهادتي 7awalli el shahadeh la rana',
    ['رنا خليل'],
    'وين شهادتي 7awalli el shahadeh la …',
  ],
  ['a passport', 'my passport A1B2C3D4 and n1234567', [], 'my passport # and #'],
  ['my name, in short', 'my name: Sara', [], 'my name: …'],
  ['a neighbour', 'جارتي رنا خليل بدها امتحان', [], 'جارتي … … بدها امتحان'],
  ['a wish after the name', 'اسمي سامر العبادي بدي موظف', [], 'اسمي … … بدي موظف'],
  ['a friend', 'my friend Omar Haddad and me want an exam', [], 'my friend … … and me want an exam'],
  ['a name without a gap', 'اسمي:سامر', [], 'اسمي:…'],
  ['the name of a child', 'اسم بنتي رنا خليل وعمرها 9', [], 'اسم بنتي … … … 9'],
  ['in English', 'my son is called Omar Haddad', [], 'my son is called … …'],
  ['who writes, in English', 'hello this is Samer Abbadi I want an exam', [], 'hello this is … … I want an exam'],
  ['a number digit by digit', 'رقمي صفر سبعة تسعة واحد', [], 'رقمي … … … …'],
  ['two numbers in words', 'امتحانين لثلاثة أشخاص', [], 'امتحانين لثلاثة أشخاص'],
  ['a word of two letters is no name', 'من هو', ['من علي'], 'من هو'],
] as const)('%s', (_label, text, names, expected) => {
  expect(masked(text, names)).toBe(expected);
});
