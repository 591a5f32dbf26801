import commandForms from '../../locales/phrases/commands.json';
import { normalise } from '../../src/language/normalise';
import { TRAINING, type Intent } from '../../src/language/training';
import { judge, mayMean, readCommand, understand, type Command, wishes } from '../../src/language/understand';

/** Sentences that are not among the phrases. */
const SAID: readonly (readonly [string, Intent | undefined])[] = [
  ['السلام عليكم، حابة أتقدم لتجريبي آي سي دي إل بمحطة طبربور', 'request_exam'],
  ['بدي أقدم امتحان ICDL', 'request_exam'],
  ['بدي امتحان كامبردج رسمي', 'request_exam'],
  ['مرحبا حابب اسجل عالامتحان تبع آي سي دي ال', 'request_exam'],
  ['لو سمحتوا كيف بقدر أسجل ابني لامتحان كامبردج', 'request_exam'],
  ['I would like to book the ICDL trial exam', 'request_exam'],
  ['bdi asajel 3al emti7an', 'request_exam'],
  ['أود التسجيل في دورة تحليل البيانات', 'request_course'],
  ['بدي اسجل بدورة تحليل بيانات', 'request_course'],
  ['شو الدورات المتوفرة عندكم هالشهر', 'request_course'],
  ['hello, what courses are available', 'request_course'],
  ['حاب آخذ دورة تصميم', 'request_course'],
  ['وين صار طلبي', 'request_status'],
  ['status', 'request_status'],
  ['حالة الطلب', 'request_status'],
  ['وين وصل طلبي رقم 48271936', 'request_status'],
  ['شو صار معكم بطلبي لو سمحت', 'request_status'],
  ['قديش بياخد وقت لحد ما يطلع الموعد؟', 'request_status'],
  ['whats the status of my application', 'request_status'],
  ['وين رقم الدفع', 'payment'],
  ['ممكن تبعتولي رقم الدفع كمان مرة', 'payment'],
  ['دفعت وما وصلني شي', 'payment'],
  ['دفعت مبارح وما وصلني اي رسالة', 'payment'],
  ['how can I pay for it', 'payment'],
  ['كم رسم الامتحان التجريبي', 'fees'],
  ['كم رسم امتحان ICDL الرسمي', 'fees'],
  ['قديش رسوم دورة الاكسل', 'fees'],
  ['how much is the ICDL exam', 'fees'],
  ['دوام محطة صويلح', 'locations_hours'],
  ['وين محطة طبربور', 'locations_hours'],
  ['لأي ساعة فاتحين اليوم', 'locations_hours'],
  ['what time do you open', 'locations_hours'],
  ['شو بدي جيب معي', 'required_documents'],
  ['شو الأوراق المطلوبة للامتحان', 'required_documents'],
  ['which documents are needed', 'required_documents'],
  ['ألغِ طلبي', 'cancel_request'],
  ['بدي الغي حجزي لو سمحتوا', 'cancel_request'],
  ['please cancel my request', 'cancel_request'],
  ['بدي أغير رقم موبايلي', 'change_phone'],
  ['غيرت رقم تلفوني', 'change_phone'],
  ['I want to change my number', 'change_phone'],
  ['ممكن نحكي بالانجليزي', 'switch_language'],
  ['can you switch to english please', 'switch_language'],
  ['ممكن أحكي مع موظف', 'talk_to_staff'],
  ['بدي حدا يرد علي', 'talk_to_staff'],
  ['I want to speak with a human', 'talk_to_staff'],
  ['وقفوا هالرسائل', 'opt_out'],
  ['ما بدي رسائل منكم', 'opt_out'],
  ['stop sending messages', 'opt_out'],
  ['خبروني إذا فتحت دورة جديدة', 'opt_in'],
  ['مرحباااا', 'greeting'],
  ['السلام عليكم ورحمة الله', 'greeting'],
  ['hi there', 'greeting'],
  ['شكرا كتير', 'thanks'],
  ['شكراً لكم', 'thanks'],
  ['thanks so much', 'thanks'],
  ['شو بتقدر تساعدني', 'help_menu'],
  ['what can you do for me', 'help_menu'],
  ['شو البيانات الي عندكم عني', 'my_data'],
  ['show me my data', 'my_data'],
  ['احذفوا كل بياناتي', 'erase_data'],
  ['please delete all my data', 'erase_data'],
  ['هاد مش أنا الرقم غلط', 'not_me'],
  ['this isnt me', 'not_me'],
  ['بدي أكمل الامتحان', 'placement_test'],
  ['وين رابط امتحان المستوى', 'placement_test'],
  ['where is the placement test', 'placement_test'],
  ['هل صارت شهادتي جاهزة', 'certificate_status'],
  ['متى بقدر أستلم شهادتي', 'certificate_status'],
  ['is the certificate ready yet', 'certificate_status'],
  ['شو بصير بالنفايات عنا بالحارة صرلهم اسبوع', undefined],
  ['في حفرة كبيرة بالشارع قدام بيتنا', undefined],
  ['كيف بجدد رخصة السواقة', undefined],
  ['شو الطقس بكرة', undefined],
  ['I want to pay a parking fine', undefined],
  ['أريد رخصة بناء لبيت من طابقين', undefined],
  ['متى بتنقطع المي عنا', undefined],
  ['tell me a joke', undefined],
  ['asdf qwerty', undefined],
  ['بدي اقدم على امتحان رسمي بالنصر', 'request_exam'],
  ['اريد التقدم للامتحان التجريبي', 'request_exam'],
  ['i want to do the cambridge exam', 'request_exam'],
  ['بدي احجز امتحان لاخوي', 'request_exam'],
  ['يعطيكم العافية بدي اسجل بدورة برمجة', 'request_course'],
  ['في دورات للاطفال؟', 'request_course'],
  ['i want to register in a programming course', 'request_course'],
  ['طلبي شو صار فيه', 'request_status'],
  ['صارلي اسبوعين مقدم وما رديتوا', 'request_status'],
  ['وين بقدر ادفع', 'payment'],
  ['ما وصلني رقم الدفع', 'payment'],
  ['بكم امتحان كامبردج', 'fees'],
  ['شو رسوم الدورات', 'fees'],
  ['what are the fees for courses', 'fees'],
  ['متى بتسكر محطة النصر', 'locations_hours'],
  ['عنوان محطة ماركا', 'locations_hours'],
  ['شو لازم اجيب معي عالامتحان', 'required_documents'],
  ['بدي الغي الدورة', 'cancel_request'],
  ['الغولي الموعد', 'cancel_request'],
  ['رقمي تغير', 'change_phone'],
  ['حولني على موظف', 'talk_to_staff'],
  ['بطلوا تبعتولي اعلانات', 'opt_out'],
  ['السلام عليكم', 'greeting'],
  ['مرحبا كيفكم', 'greeting'],
  ['يسلمو كتير', 'thanks'],
  ['شو بتقدر تعمللي', 'help_menu'],
  ['امسحوا بياناتي', 'erase_data'],
  ['انا مش صاحب الطلب', 'not_me'],
  ['بدي اعمل فحص المستوى', 'placement_test'],
  ['شهادتي جاهزة؟', 'certificate_status'],
  ['wein saret shahadti', 'certificate_status'],
  ['اريد تجديد الهوية', undefined],
  ['عمود الانارة مكسور', undefined],
  ['بدي اطلع رخصة مهن', undefined],
  ['شو رايك بالانتخابات', undefined],
  ['the street light is broken', undefined],
  ['can you recommend a restaurant', undefined],
  ['12345', undefined],
  ['😀', undefined],
  ['', undefined],
];

test.each(SAID)('%s', (said, intent) => {
  expect(understand(said)?.intent).toBe(intent);
});

test('in three bands: what is sure, what may be meant, what is left alone', () => {
  const bands = ['وين رقم الدفع', 'what is the exam fee', 'wein sar talabi', 'الشارع مكسر قدام البيت', 'zxcv'].map(
    (said) => {
      const { intent, band, language } = judge(said);
      return [intent, band, language];
    },
  );
  expect(bands).toEqual([
    ['payment', 'answer', 'ar'],
    ['fees', 'answer', 'en'],
    ['request_status', 'answer', 'ar'],
    ['out_of_scope', 'fallback', 'ar'],
    ['out_of_scope', 'fallback', 'en'],
  ]);
});

test('what is sure is not offered, and what is offered is not sure', () => {
  const offered = TRAINING.filter(({ text }) => mayMean(text).length > 0);
  expect(offered.length).toBeGreaterThan(0);
  expect(offered.filter(({ text }) => understand(text) !== undefined)).toEqual([]);
});

test('the next likely ones: four, never out of scope, in order', () => {
  const { alternatives } = judge('بكم الشهادة');
  expect(alternatives.length).toBe(4);
  expect(alternatives.map(({ intent }) => intent)).not.toContain('out_of_scope');
  const shares = alternatives.map(({ confidence }) => confidence);
  expect(shares).toEqual(shares.toSorted((x, y) => y - x));
});

describe('commands', () => {
  test.each<[string, Command | undefined]>([
    ['رجوع', 'back'],
    ['ارجع لو سمحت', 'back'],
    ['Back', 'back'],
    ['الغاء', 'cancel'],
    ['إلغاء', 'cancel'],
    ['الغي', 'cancel'],
    ['بطلت', 'cancel'],
    ['CANCEL', 'cancel'],
    ['مساعدة', 'help'],
    ['help', 'help'],
    ['عربي', 'arabic'],
    ['English', 'english'],
    ['English please', 'english'],
    ['إنجليزي', 'english'],
    ['موظف', 'person'],
    ['بدي موظف', 'person'],
    ['تعديل', 'edit'],
    ['القائمة', 'menu'],
    ['القائمةةةة', 'menu'],
    ['إيقاف', 'stop'],
    ['لا ترسلوا', 'stop'],
    ['STOP', 'stop'],
    ['اشتراك', 'start'],
    ['START', 'start'],
    ['بدي ألغي طلبي', undefined],
    ['تغيير الرقم', undefined],
    ['شكرا', undefined],
    ['لا', undefined],
    ['1', undefined],
    ['', undefined],
  ])('%s', (said, command) => {
    expect(readCommand(said)).toBe(command);
  });

  test('no form stands for two commands', () => {
    const forms = Object.values(commandForms).flatMap((of) => [...new Set(of.map(normalise))]);
    expect(forms.filter((form, i) => forms.indexOf(form) !== i)).toEqual([]);
  });
});

test.each([
  ['بدي اسجل دورة انجليزي وكمان وقفوا الرسائل', ['request_course', 'opt_out']],
  ['I want to cancel my request and also change my phone number', ['cancel_request', 'change_phone']],
  ['bdi a3raf el rosoom w wen el ma7atta', ['fees', 'locations_hours']],
  ['هل شهادتي جاهزة؟ وما الأوراق المطلوبة لاستلامها؟', ['certificate_status', 'required_documents']],
  ['السلام عليكم، بدي امتحان', ['request_exam']],
  ['وين رقم الدفع', []],
  ['في ناس، واقفة', []],
] as const)('what the parts of «%s» want', (said, expected) => {
  expect(wishes(said)).toEqual(expected);
});
