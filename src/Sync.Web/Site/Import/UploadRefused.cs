namespace Sync.Web.Site.Import;

/// <summary>An upload cannot be taken; the message says why and what to do.</summary>
internal sealed class UploadRefused(int status, string message) : Exception(message)
{
    /// <summary>The answer's status.</summary>
    public int Status => status;
}
