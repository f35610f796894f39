/** A question to the person at the client, in a dialog that the model can neither see nor answer. Knows forms only. */

export interface PersonForm {
  /** What is asked, ours from end to end but for what is quoted as such. */
  readonly message: string;
  readonly fields: readonly {
    readonly name: string;
    readonly kind: 'text' | 'yes-or-no';
    readonly title: string;
    readonly description: string;
  }[];
}

export interface PersonAnswer {
  /** Which client's dialog it was, one clean line: `claude-code`. */
  readonly client: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The answer; null when the person declined, did not answer in time, or could not be asked. Never throws. */
export type AskPerson = (form: PersonForm) => Promise<PersonAnswer | null>;
