// A refusal of the server, or its silence.

export class Problem extends Error {
  constructor(status, { code = 'unknown', detail = '', request_id: requestId = '' } = {}) {
    super(code);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
  }

  static async of(response) {
    const body = await response.json().catch(() => ({}));
    return new Problem(response.status, body);
  }

  static unreachable() {
    return new Problem(0, { code: 'unreachable' });
  }

  get isSignedOut() {
    return this.status === 401;
  }
}
