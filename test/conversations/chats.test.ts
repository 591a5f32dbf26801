// The conversations on WhatsApp, in the web chat, over the Bot Framework, and those that go from one to another.
import { testTranscripts } from '../support/transcripts';

testTranscripts((name) => !name.endsWith('.sms.txt'));
