// npm run config: every setting with its meaning and value, secrets as •••, and what is wrong. Ends with 1 where something is.
import { describeSettings } from '../config';

const settings = describeSettings(process.env);
const width = Math.max(...settings.map(({ name }) => name.length));

for (const { name, value, isSet, help, wrong } of settings) {
  console.log(`${name.padEnd(width)}  ${value || '-'}${isSet ? '' : ' (not set)'}`);
  console.log(`${' '.repeat(width)}  ${help}`);
  if (wrong !== undefined) console.log(`${' '.repeat(width)}  WRONG: ${wrong}`);
}
if (settings.some(({ wrong }) => wrong !== undefined)) process.exitCode = 1;
