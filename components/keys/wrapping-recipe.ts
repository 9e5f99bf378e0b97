/**
 * Wraps `target.bin` under `wrapping-key.pem` with OpenSSL 3, for a POSIX shell; `wrapped.txt` is then what the import
 * takes. The same commands as in docs/importing-keys.md, where a test runs them.
 */
export const WRAPPING_RECIPE = `openssl rand 32 > once.bin
openssl pkeyutl -encrypt -pubin -inkey wrapping-key.pem -in once.bin -out part-1.bin \\
  -pkeyopt rsa_padding_mode:oaep -pkeyopt rsa_oaep_md:sha256 -pkeyopt rsa_mgf1_md:sha256
openssl enc -e -id-aes256-wrap-pad -K "$(od -An -v -tx1 once.bin | tr -d ' \\n')" -iv A65959A6 \\
  -in target.bin -out part-2.bin
cat part-1.bin part-2.bin | openssl base64 -A > wrapped.txt
`;
