namespace Sync.ConnectorKit.Http;

/// <summary>An answer that is no success.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Request">Method and path of the request, without the query.</param>
/// <param name="Said">What the POS said of it (<c>message</c>, else <c>error</c>, else the first of its <c>errors</c>), shortened; null where it said nothing. May echo what was sent.</param>
public sealed record StatusAnswer(int Status, string Request, string? Said)
{
    /// <summary>
    /// What stands in <c>error</c>, such as <c>invalid_grant</c> (RFC 6749, 5.2), also where <see cref="Said"/> is the words beside it; null
    /// where there is none. May echo what was sent.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>What stands in <c>category</c> of the first of its <c>errors</c>; null where there is none. May echo what was sent.</summary>
    public string? Category { get; init; }

    /// <summary>For the log, without the POS's own words: for requests that carry credentials, which those words could echo.</summary>
    public string Line => $"{Request} answered {Status}.";

    /// <summary>For the log, with the POS's own words.</summary>
    public string Log => Said is null ? Line : $"{Request} answered {Status}: {Said}";
}
