/** Which names of inventory data mean a secret. Knows words; the data is the user's, and some keep passwords in it. */

const SECRET_NAME = /pass|secret|token|key|community|credential|auth|private/i;

/** Whether a value of that name must not be shown, nor put where it could be. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);
