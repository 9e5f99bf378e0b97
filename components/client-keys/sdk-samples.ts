import type { CodeSample } from "../ui/code-block";

/** Where an SDK is to call, and with which key. */
export interface SdkPlace {
  /** Host and port. */
  readonly endpoint: string;
  readonly protocol: "http" | "https";
  /** Whether the SDK needs the file of the server's private authority. */
  readonly hasAuthority: boolean;
  /** Identity, slug or alias of an AES key. */
  readonly key: string;
}

/** The name under which the authority's certificate is downloaded. */
export const AUTHORITY_FILE = "PrivateKmsCA.pem";

/** Programs that encrypt and decrypt with the official SDKs, whole and filled in. */
export function sdkSamples(place: SdkPlace): readonly CodeSample[] {
  return [
    { id: "python", label: "Python", language: "python", code: python(place) },
    { id: "go", label: "Go", language: "go", code: go(place) },
    { id: "java", label: "Java", language: "java", code: java(place) },
  ];
}

/** How to install them. */
export function installSamples(): readonly CodeSample[] {
  return [
    { id: "python", label: "Python", language: "shell", code: "pip install alibabacloud-dkms-gcs" },
    { id: "go", label: "Go", language: "shell", code: "go get github.com/aliyun/alibabacloud-dkms-gcs-go-sdk" },
    {
      id: "java",
      label: "Java",
      language: "text",
      code: [
        "<dependency>",
        "  <groupId>com.aliyun</groupId>",
        "  <artifactId>alibabacloud-dkms-gcs-sdk</artifactId>",
        "  <version>0.5.2</version>",
        "</dependency>",
      ].join("\n"),
    },
  ];
}

const lines = (...all: (string | false)[]) => all.filter((line) => line !== false).join("\n");

function python({ endpoint, protocol, hasAuthority, key }: SdkPlace): string {
  return lines(
    "import os",
    "",
    "from openapi.models import Config",
    "from sdk.client import Client",
    "from sdk.models import AdvanceDecryptRequest, AdvanceEncryptRequest",
    "",
    "client = Client(Config(",
    `    protocol="${protocol}",`,
    `    endpoint="${endpoint}",`,
    '    client_key_file="clientKey.json",',
    '    password=os.environ["CLIENT_KEY_PASSWORD"],',
    hasAuthority && `    ca_file_path="${AUTHORITY_FILE}",`,
    "))",
    `made = client.advance_encrypt(AdvanceEncryptRequest(key_id="${key}", plaintext="hello, kms".encode()))`,
    "opened = client.advance_decrypt(AdvanceDecryptRequest(ciphertext_blob=made.ciphertext_blob))",
    "print(made.key_version_id, opened.plaintext.decode())",
  );
}

function go({ endpoint, protocol, hasAuthority, key }: SdkPlace): string {
  return lines(
    "package main",
    "",
    "import (",
    '\t"fmt"',
    '\t"os"',
    "",
    '\t"github.com/alibabacloud-go/tea/tea"',
    '\tkms "github.com/aliyun/alibabacloud-dkms-gcs-go-sdk/sdk"',
    '\topenapi "github.com/aliyun/alibabacloud-dkms-gcs-go-sdk/openapi"',
    ")",
    "",
    "func main() {",
    "\tclient, err := kms.NewClient(&openapi.Config{",
    `\t\tProtocol:      tea.String("${protocol}"),`,
    `\t\tEndpoint:      tea.String("${endpoint}"),`,
    '\t\tClientKeyFile: tea.String("clientKey.json"),',
    '\t\tPassword:      tea.String(os.Getenv("CLIENT_KEY_PASSWORD")),',
    hasAuthority && `\t\tCaFilePath:    tea.String("${AUTHORITY_FILE}"),`,
    "\t})",
    "\tif err != nil {",
    "\t\tpanic(err)",
    "\t}",
    "\tmade, err := client.AdvanceEncrypt(&kms.AdvanceEncryptRequest{",
    `\t\tKeyId: tea.String("${key}"), Plaintext: []byte("hello, kms"),`,
    "\t})",
    "\tif err != nil {",
    "\t\tpanic(err)",
    "\t}",
    "\topened, err := client.AdvanceDecrypt(&kms.AdvanceDecryptRequest{CiphertextBlob: made.CiphertextBlob})",
    "\tif err != nil {",
    "\t\tpanic(err)",
    "\t}",
    "\tfmt.Println(tea.StringValue(made.KeyVersionId), string(opened.Plaintext))",
    "}",
  );
}

function java({ endpoint, protocol, hasAuthority, key }: SdkPlace): string {
  return lines(
    "import com.aliyun.dkms.gcs.openapi.models.Config;",
    "import com.aliyun.dkms.gcs.sdk.Client;",
    "import com.aliyun.dkms.gcs.sdk.models.AdvanceDecryptRequest;",
    "import com.aliyun.dkms.gcs.sdk.models.AdvanceEncryptRequest;",
    "import java.nio.charset.StandardCharsets;",
    "",
    "public class EncryptAndDecrypt {",
    "    public static void main(String[] arguments) throws Exception {",
    "        Config config = new Config();",
    `        config.setProtocol("${protocol}");`,
    `        config.setEndpoint("${endpoint}");`,
    '        config.setClientKeyFile("clientKey.json");',
    '        config.setPassword(System.getenv("CLIENT_KEY_PASSWORD"));',
    hasAuthority && `        config.setCaFilePath("${AUTHORITY_FILE}");`,
    "        Client client = new Client(config);",
    "        AdvanceEncryptRequest request = new AdvanceEncryptRequest();",
    `        request.setKeyId("${key}");`,
    '        request.setPlaintext("hello, kms".getBytes(StandardCharsets.UTF_8));',
    "        var made = client.advanceEncrypt(request);",
    "        AdvanceDecryptRequest opening = new AdvanceDecryptRequest();",
    "        opening.setCiphertextBlob(made.getCiphertextBlob());",
    "        var opened = client.advanceDecrypt(opening);",
    '        System.out.println(made.getKeyVersionId() + " " + new String(opened.getPlaintext(), StandardCharsets.UTF_8));',
    "    }",
    "}",
  );
}
