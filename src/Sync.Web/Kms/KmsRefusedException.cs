using System.Net;

namespace Sync.Web.Kms;

/// <summary>Cloud KMS refused a request.</summary>
/// <param name="status">HTTP's status.</param>
/// <param name="code">Google's code, such as <c>FAILED_PRECONDITION</c>.</param>
/// <param name="text">Google's text. It names the key, and no secret.</param>
internal sealed class KmsRefusedException(HttpStatusCode status, string code, string text) : Exception($"HTTP {(int)status} {code}: {text}".TrimEnd(' ', ':'))
{
    public HttpStatusCode Status => status;

    public string Code => code;

    /// <summary>Whether the same request may be answered later; a checksum that does not fit means that the request was changed on its way.</summary>
    public bool IsPassing => status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError
        || (status == HttpStatusCode.BadRequest && text.Contains("crc32c", StringComparison.OrdinalIgnoreCase));
}
