// What the public Direct Line client expects of a browser and Node does not have: XMLHttpRequest, as far as the client uses it, and
// WebSocket. Requests really go out.
import WebSocket from 'ws';

class XMLHttpRequestOnFetch {
  readyState = 0;
  status = 0;
  response: unknown = null;
  responseText = '';
  responseType = '';
  timeout = 0;
  onreadystatechange: (() => void) | null = null;
  ontimeout: (() => void) | null = null;
  private readonly headers: Record<string, string> = {};
  private readonly aborter = new AbortController();
  private method = 'GET';
  private url = '';

  open(method: string, url: string): void {
    this.method = method;
    this.url = url;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  abort(): void {
    this.aborter.abort();
  }

  getResponseHeader(): null {
    return null;
  }

  send(body?: string | FormData): void {
    void this.run(body);
  }

  private async run(body?: string | FormData): Promise<void> {
    const { method, headers } = this;
    const timer = this.timeout > 0 ? setTimeout(() => this.ontimeout?.(), this.timeout) : undefined;
    try {
      const answer = await fetch(this.url, { method, headers, body, signal: this.aborter.signal });
      this.responseText = await answer.text();
      this.status = answer.status;
      this.response = this.responseType === 'json' ? parse(this.responseText) : this.responseText;
    } catch {
      this.status = 0;
    } finally {
      clearTimeout(timer);
    }
    if (this.aborter.signal.aborted) return;
    this.readyState = 4;
    this.onreadystatechange?.();
  }
}

/** As browsers do: what is no JSON is null. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Puts them where the client looks; before it is loaded. */
export function installBrowserGlobals(): void {
  Object.assign(globalThis, { XMLHttpRequest: XMLHttpRequestOnFetch, WebSocket });
}
