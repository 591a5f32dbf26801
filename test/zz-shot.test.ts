import { openBrowser } from '/work/main/test/support/browser';
import { openLine } from '/work/main/test/support/direct-line';
test('shots', async () => {
  const line = await openLine(); const b = await openBrowser();
  for (const [w,h,q] of [[390,844,''],[1280,800,''],[390,844,'?lang=en']] as const) {
    const p = await (await b.newContext({viewport:{width:w,height:h}, locale:'ar-JO'})).newPage();
    await p.goto(`${line.base}/chat${q}`);
    await p.screenshot({path:`/tmp/chat-${w}${q?'-en':''}-0.png`});
    await p.locator('#text').fill('مرحبا، بدي أقدم امتحان ICDL رسمي'); await p.keyboard.press('Enter');
    await p.locator('.bubble').nth(2).waitFor();
    const { session } = JSON.parse(await p.evaluate('sessionStorage.getItem("knowledge-stations-chat")') as string);
    await line.say(session.id, { text: 'تم، رقم طلبك \u206648271936\u2069.\nللدفع: رقم الدفع \u2066730294185526\u2069، المبلغ 5 دنانير، حتى الأحد 6 كانون الأول، 3:00 مساءً.\nهل تريد شيئاً آخر؟\n1 نعم\n2 لا', choices:[{label:'نعم',value:'1'},{label:'لا',value:'2'}] });
    await p.locator('.bubble').nth(3).waitFor();
    await p.route('**/activities', (r) => r.abort());
    await p.locator('#text').fill('نص لم يُرسل'); await p.keyboard.press('Enter');
    await p.waitForTimeout(300);
    await p.screenshot({path:`/tmp/chat-${w}${q?'-en':''}-1.png`});
  }
  await b.close(); await line.close();
}, 60000);
