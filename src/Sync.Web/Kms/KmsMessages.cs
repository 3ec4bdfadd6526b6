using System.Text.Json.Serialization;

namespace Sync.Web.Kms;

/// <summary>What <c>cryptoKeys.encrypt</c> is asked: https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys/encrypt. Checksums are int64, which Google's JSON writes as text.</summary>
internal sealed record KmsEncryptRequest(byte[] Plaintext, byte[] AdditionalAuthenticatedData, string PlaintextCrc32c, string AdditionalAuthenticatedDataCrc32c);

/// <summary>What it answers.</summary>
internal sealed record KmsEncryptAnswer(string? Name, byte[]? Ciphertext, string? CiphertextCrc32c, bool VerifiedPlaintextCrc32c, bool VerifiedAdditionalAuthenticatedDataCrc32c);

/// <summary>What <c>cryptoKeys.decrypt</c> is asked.</summary>
internal sealed record KmsDecryptRequest(byte[] Ciphertext, byte[] AdditionalAuthenticatedData, string CiphertextCrc32c, string AdditionalAuthenticatedDataCrc32c);

/// <summary>What it answers.</summary>
internal sealed record KmsDecryptAnswer(byte[]? Plaintext, string? PlaintextCrc32c);

/// <summary>A refusal.</summary>
internal sealed record KmsRefusal(KmsError? Error);

/// <summary>Why: the HTTP status, Google's text and its code, such as <c>INVALID_ARGUMENT</c>.</summary>
internal sealed record KmsError(int Code, string? Message, string? Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KmsEncryptRequest))]
[JsonSerializable(typeof(KmsEncryptAnswer))]
[JsonSerializable(typeof(KmsDecryptRequest))]
[JsonSerializable(typeof(KmsDecryptAnswer))]
[JsonSerializable(typeof(KmsRefusal))]
internal sealed partial class KmsJson : JsonSerializerContext;
