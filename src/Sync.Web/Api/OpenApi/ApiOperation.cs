namespace Sync.Web.Api.OpenApi;

/// <summary>What the OpenAPI document says of a route; the schemas are those of <c>schemas.json</c>, by name.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Summary">What it does, in a sentence.</param>
internal sealed record ApiOperation(string Id, string Summary)
{
    /// <summary>The schema of the answer; null where there is no body.</summary>
    public string? Answer { get; init; }

    /// <summary>The status of an answer that all went well.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The schema of the body; null where it takes none.</summary>
    public string? Body { get; init; }

    /// <summary>Whether the body may be left out.</summary>
    public bool BodyOptional { get; init; }

    /// <summary>What the body is.</summary>
    public string BodyType { get; init; } = "application/json";

    /// <summary>The parameters of the query.</summary>
    public IReadOnlyList<ApiParameter> Query { get; init; } = [];

    /// <summary>Whether it is a list in pages: <c>limit</c>, <c>cursor</c>, a <c>Link</c> header.</summary>
    public bool Paged { get; init; }

    /// <summary>Whether <c>If-Match</c> is required.</summary>
    public bool IfMatch { get; init; }

    /// <summary>Whether <c>If-Match</c> is heeded where it is sent, and may be left out.</summary>
    public bool MayMatch { get; init; }

    /// <summary>What the answer is.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>What else may be answered, beside what every route may answer.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    /// <summary>How callers prove themselves who do so by other means than a key or a session; null where they do by those, or need not.</summary>
    public string? ProvedBy { get; init; }
}

/// <summary>A parameter of a query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it does, in a sentence.</param>
/// <param name="Format"><c>date-time</c>, or empty for any text.</param>
internal sealed record ApiParameter(string Name, string Meaning, string Format = "")
{
    /// <summary>Whether it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>The values it takes; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];
}
