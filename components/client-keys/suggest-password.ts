/** Letters and digits that nobody takes for another. */
const CHARACTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const LENGTH = 24;
/** The largest multiple of the number of characters that fits a byte: above it a byte is drawn again, so that none is likelier. */
const FAIR_BELOW = 256 - (256 % CHARACTERS.length);

/** A password for the file of a client key: 24 random letters and digits, both kinds among them. */
export function suggestPassword(): string {
  for (;;) {
    let password = "";
    while (password.length < LENGTH) {
      for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
        if (byte < FAIR_BELOW && password.length < LENGTH) password += CHARACTERS[byte % CHARACTERS.length];
      }
    }
    if (/\d/.test(password) && /[A-Za-z]/.test(password)) return password;
  }
}
