// Calls operations of the official Go client once each. Reads where and as whom from standard input, as JSON.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"

	"github.com/alibabacloud-go/tea/tea"
	dedicatedkmsopenapi "github.com/aliyun/alibabacloud-dkms-gcs-go-sdk/openapi"
	dedicatedkmssdk "github.com/aliyun/alibabacloud-dkms-gcs-go-sdk/sdk"
)

type given struct {
	Protocol         string            `json:"protocol"`
	Endpoint         string            `json:"endpoint"`
	ClientKeyContent string            `json:"clientKeyContent"`
	Password         string            `json:"password"`
	CaFile           string            `json:"caFile"`
	Keys             map[string]string `json:"keys"`
	SecretName       string            `json:"secretName"`
	SecretData       string            `json:"secretData"`
}

var done []string

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func expect(name string, holds bool) {
	if !holds {
		panic(name + " did not hold")
	}
	done = append(done, name)
}

func main() {
	var g given
	if err := json.NewDecoder(os.Stdin).Decode(&g); err != nil {
		panic(err)
	}
	config := &dedicatedkmsopenapi.Config{
		Protocol:         tea.String(g.Protocol),
		Endpoint:         tea.String(g.Endpoint),
		ClientKeyContent: tea.String(g.ClientKeyContent),
		Password:         tea.String(g.Password),
	}
	if g.CaFile != "" {
		config.CaFilePath = tea.String(g.CaFile)
	}
	client := must(dedicatedkmssdk.NewClient(config))
	text, aad := []byte("the tide comes in"), []byte("ledger 7")
	aes := tea.String(g.Keys["aes"])

	made := must(client.AdvanceEncrypt(&dedicatedkmssdk.AdvanceEncryptRequest{KeyId: aes, Plaintext: text, Aad: aad}))
	opened := must(client.AdvanceDecrypt(&dedicatedkmssdk.AdvanceDecryptRequest{CiphertextBlob: made.CiphertextBlob, Aad: aad}))
	expect("AdvanceEncrypt and AdvanceDecrypt", bytes.Equal(opened.Plaintext, text) && len(tea.StringValue(made.KeyVersionId)) == 36)

	plain := must(client.Encrypt(&dedicatedkmssdk.EncryptRequest{KeyId: aes, Plaintext: text}))
	again := must(client.Decrypt(&dedicatedkmssdk.DecryptRequest{KeyId: aes, CiphertextBlob: plain.CiphertextBlob, Iv: plain.Iv}))
	expect("Encrypt and Decrypt", bytes.Equal(again.Plaintext, text))

	key := must(client.AdvanceGenerateDataKey(&dedicatedkmssdk.AdvanceGenerateDataKeyRequest{KeyId: aes, NumberOfBytes: tea.Int32(32)}))
	unwrapped := must(client.AdvanceDecrypt(&dedicatedkmssdk.AdvanceDecryptRequest{CiphertextBlob: key.CiphertextBlob}))
	expect("AdvanceGenerateDataKey", bytes.Equal(unwrapped.Plaintext, key.Plaintext))
	first := must(client.GenerateDataKey(&dedicatedkmssdk.GenerateDataKeyRequest{KeyId: aes, NumberOfBytes: tea.Int32(16)}))
	expect("GenerateDataKey", len(first.Plaintext) == 16)

	digest := sha256.Sum256(text)
	ec := tea.String(g.Keys["ec"])
	signed := must(client.Sign(&dedicatedkmssdk.SignRequest{KeyId: ec, Message: digest[:], MessageType: tea.String("DIGEST")}))
	checked := must(client.Verify(&dedicatedkmssdk.VerifyRequest{KeyId: ec, Message: text, MessageType: tea.String("RAW"), Signature: signed.Signature}))
	expect("Sign and Verify", tea.BoolValue(checked.Value))

	public := must(client.GetPublicKey(&dedicatedkmssdk.GetPublicKeyRequest{KeyId: ec}))
	expect("GetPublicKey", len(tea.StringValue(public.PublicKey)) > 100)
	random := must(client.GenerateRandom(&dedicatedkmssdk.GenerateRandomRequest{Length: tea.Int32(24)}))
	expect("GenerateRandom", len(random.Random) == 24)
	secret := must(client.GetSecretValue(&dedicatedkmssdk.GetSecretValueRequest{SecretName: tea.String(g.SecretName)}))
	expect("GetSecretValue", tea.StringValue(secret.SecretData) == g.SecretData)

	_, err := client.AdvanceEncrypt(&dedicatedkmssdk.AdvanceEncryptRequest{KeyId: ec, Plaintext: text})
	refused, isRefusal := err.(*tea.SDKError)
	expect("a refusal", isRefusal && tea.StringValue(refused.Code) == "Forbidden.OnlySymmetricKeySupported")

	fmt.Println(string(must(json.Marshal(done))))
}
