// What a request did wrong, thrown from anywhere in a door; the server answers it as `{error:{code,message}}`.

export class HttpProblem extends Error {
  /** @param message for the caller; must quote nothing personal */
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'HttpProblem';
  }
}
