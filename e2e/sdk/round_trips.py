"""Calls every operation of the official Python client once. Reads where and as whom from standard input, as JSON."""

import hashlib
import json
import sys

from openapi.models import Config
from sdk import models
from sdk.client import Client
from Tea.exceptions import TeaException

given = json.load(sys.stdin)
config = Config(
    protocol=given["protocol"],
    endpoint=given["endpoint"],
    client_key_content=given["clientKeyContent"],
    password=given["password"],
)
if given.get("caFile"):
    config.ca_file_path = given["caFile"]
client = Client(config)
keys = given["keys"]
text = "the tide comes in".encode()
aad = "ledger 7".encode()
done = []


def expect(name, is_true):
    if not is_true:
        sys.exit(f"{name} did not hold")
    done.append(name)


made = client.advance_encrypt(models.AdvanceEncryptRequest(key_id=keys["aes"], plaintext=text, aad=aad))
opened = client.advance_decrypt(models.AdvanceDecryptRequest(ciphertext_blob=made.ciphertext_blob, aad=aad))
expect("AdvanceEncrypt", len(made.key_version_id) == 36 and made.algorithm == "AES_GCM")
expect("AdvanceDecrypt", opened.plaintext == text)

for algorithm in ("AES_GCM", "AES_CBC", "AES_ECB"):
    made = client.encrypt(models.EncryptRequest(key_id=keys["aes"], plaintext=text, algorithm=algorithm))
    opened = client.decrypt(
        models.DecryptRequest(
            key_id=keys["aes"],
            ciphertext_blob=made.ciphertext_blob,
            algorithm=algorithm,
            iv=made.iv,
            padding_mode=made.padding_mode,
        )
    )
    expect(f"Encrypt and Decrypt, {algorithm}", opened.plaintext == text)

made = client.encrypt(models.EncryptRequest(key_id=keys["rsa"], plaintext=text))
opened = client.decrypt(models.DecryptRequest(key_id=keys["rsa"], ciphertext_blob=made.ciphertext_blob))
expect("Encrypt and Decrypt, RSA", opened.plaintext == text)

made = client.advance_generate_data_key(models.AdvanceGenerateDataKeyRequest(key_id=keys["aes"], number_of_bytes=32))
opened = client.advance_decrypt(models.AdvanceDecryptRequest(ciphertext_blob=made.ciphertext_blob))
expect("AdvanceGenerateDataKey", len(made.plaintext) == 32 and opened.plaintext == made.plaintext)
made = client.generate_data_key(models.GenerateDataKeyRequest(key_id=keys["aes"], number_of_bytes=16))
opened = client.decrypt(models.DecryptRequest(key_id=keys["aes"], ciphertext_blob=made.ciphertext_blob, iv=made.iv))
expect("GenerateDataKey", opened.plaintext == made.plaintext)

for request, call in (
    (models.GenerateDataKeyPairRequest, client.generate_data_key_pair),
    (models.GenerateDataKeyPairWithoutPlaintextRequest, client.generate_data_key_pair_without_plaintext),
    (models.AdvanceGenerateDataKeyPairRequest, client.advance_generate_data_key_pair),
    (models.AdvanceGenerateDataKeyPairWithoutPlaintextRequest, client.advance_generate_data_key_pair_without_plaintext),
):
    made = call(request(key_id=keys["aes"], key_pair_spec="EC_P256", key_format="PEM"))
    expect(request.__name__, b"PUBLIC KEY" in made.public_key and len(made.private_key_ciphertext_blob) > 100)

for key, algorithm in (("rsa", "RSA_PSS_SHA_256"), ("rsa", "RSA_PKCS1_SHA_256"), ("ec", "ECDSA_SHA_256")):
    for message, kind in ((text, "RAW"), (hashlib.sha256(text).digest(), "DIGEST")):
        made = client.sign(
            models.SignRequest(key_id=keys[key], algorithm=algorithm, message=message, message_type=kind)
        )
        checked = client.verify(
            models.VerifyRequest(
                key_id=keys[key], algorithm=algorithm, message=message, message_type=kind, signature=made.signature
            )
        )
        expect(f"Sign and Verify, {algorithm}, {kind}", checked.value is True)

expect("GetPublicKey", "PUBLIC KEY" in client.get_public_key(models.GetPublicKeyRequest(key_id=keys["ec"])).public_key)
expect("GenerateRandom", len(client.generate_random(models.GenerateRandomRequest(length=24)).random) == 24)
secret = client.get_secret_value(models.GetSecretValueRequest(secret_name=given["secretName"]))
expect("GetSecretValue", secret.secret_data == given["secretData"])

try:
    client.advance_encrypt(models.AdvanceEncryptRequest(key_id=keys["rsa"], plaintext=text))
    expect("a refusal", False)
except TeaException as error:
    expect("a refusal", error.code == "Forbidden.OnlySymmetricKeySupported" and error.data["httpCode"] == 404)

print(json.dumps(done))
