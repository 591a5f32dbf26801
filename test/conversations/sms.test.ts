// The conversations by SMS; the others run beside them, in chats.test.ts.
import { testTranscripts } from '../support/transcripts';

testTranscripts((name) => name.endsWith('.sms.txt'));
