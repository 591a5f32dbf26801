// The simulated bank's bill screen: inquire, see the summary, pay. What the service answered decides every word shown.
// Everything that came from outside is put in as text, never as HTML.
'use strict';
const $ = (id) => document.getElementById(id);
const words = JSON.parse($('words').textContent);
const language = document.documentElement.lang;
const day = new Intl.DateTimeFormat(language === 'ar' ? 'ar-JO-u-nu-latn' : 'en-GB', {
  timeZone: 'UTC',
  dateStyle: 'full',
  timeStyle: 'short',
});
/** Result codes of a bill that can't be paid. */
const BILL_WORDS = { 323: words['bill.expired'], 324: words['bill.paid'], 408: words['bill.unknown'] };

const number = () => $('number').value.trim();

function tell(problem, kind) {
  $('bank-state').textContent = problem;
  $('bank-state').className = `note ${kind}`;
  $('bank-state').hidden = false;
}

function heading(label, value) {
  const [made, isolated] = [document.createElement('h4'), document.createElement('bdi')];
  isolated.textContent = value;
  made.append(`${label}: `, isolated);
  return made;
}

function message(value) {
  const made = document.createElement('pre');
  made.textContent = JSON.stringify(value, undefined, 2);
  // What scrolls must be reachable by keyboard.
  made.tabIndex = 0;
  return made;
}

function showExchanges(exchanges) {
  const shown = exchanges.flatMap(({ path, request, status, response }) => [
    heading(words['exchange.request'], `POST ${path}`),
    message(request),
    heading(words['exchange.response'], `HTTP ${status}`),
    message(response),
  ]);
  $('exchanges')
    .querySelector('div')
    .replaceChildren(...shown);
  $('exchanges').hidden = false;
}

/** Calls the bank's API. @returns its answer; undefined where none came: then it has been told */
async function call(path, fields, waiting) {
  tell(waiting, '');
  const buttons = [...document.querySelectorAll('.bank button')];
  for (const button of buttons) button.disabled = true;
  try {
    const answer = await fetch(`/simulator/bank/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(fields),
    });
    const read = await answer.json();
    if (read.exchanges === undefined) throw new Error(read.error?.message);
    showExchanges(read.exchanges);
    return read;
  } catch {
    tell(words['no-answer'], 'failed');
    return undefined;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

const billOf = (answer) => answer.MFEP?.MsgBody?.BillRec?.[0];

function showBill(bill) {
  const until = bill.DueDate ? day.format(new Date(`${bill.DueDate}Z`)) : '';
  $('shown-name').textContent = bill.AdditionalInfo?.CustName ?? '';
  $('shown-text').textContent = bill.AdditionalInfo?.FreeText ?? '';
  $('shown-number').textContent = bill.AcctInfo.BillingNo;
  $('shown-until').textContent = until;
  $('shown-amount').textContent = `${bill.DueAmount} ${words.currency}`;
  $('bank-state').hidden = true;
  $('summary').hidden = false;
  $('summary-title').focus();
}

/** Whether a number stands in its field; else it is asked for. */
function hasNumber() {
  if (number() !== '') return true;
  $('summary').hidden = true;
  tell(words['number.missing'], 'failed');
  $('number').focus();
  return false;
}

async function inquire() {
  if (!hasNumber()) return;
  $('summary').hidden = true;
  const answer = await call('inquiries', { number: number() }, words.asking);
  if (!answer) return;
  const bill = billOf(answer);
  const code = bill?.Result.ErrorCode ?? answer.MFEP?.MsgHeader.Result.ErrorCode;
  if (code === 0) showBill(bill);
  else tell(BILL_WORDS[code] ?? words['bill.failed'], code === 324 ? 'good' : 'failed');
}

async function pay(options) {
  if (!hasNumber()) return;
  const answer = await call('payments', { number: number(), ...options }, words.paying);
  if (!answer) return;
  $('summary').hidden = true;
  if (answer.error) return tell(words['nothing-to-pay'], 'failed');
  const code = answer.MFEP?.MsgHeader.Result.ErrorCode;
  if (code === 0) tell(words.paid, 'good');
  else tell(`${words.refused}: ${code ?? answer.exchanges.at(-1).status}`, 'failed');
}

$('inquiry').addEventListener('submit', (event) => {
  event.preventDefault();
  void inquire();
});
$('pay').addEventListener('click', () => void pay({}));
$('options').addEventListener('submit', (event) => {
  event.preventDefault();
  const amount = $('amount').value.trim();
  if (amount !== '' && !/^\d{1,9}(\.\d{1,3})?$/.test(amount)) {
    tell(words['amount.wrong'], 'failed');
    $('amount').focus();
    return;
  }
  const repeat = Math.min(20, Math.max(1, Math.trunc(Number($('repeat').value)) || 1));
  void pay({ repeat, ...(amount === '' ? {} : { amount }) });
});
// Another number: the summary of the one before is no longer what would be paid.
$('number').addEventListener('input', () => {
  $('summary').hidden = true;
});

const given = new URLSearchParams(location.search).get('number');
if (given) {
  $('number').value = given;
  void inquire();
}
