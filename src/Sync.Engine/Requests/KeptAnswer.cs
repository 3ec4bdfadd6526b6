namespace Sync.Engine.Requests;

/// <summary>An answer that is kept for whoever repeats the request.</summary>
/// <param name="Status">Its status code.</param>
/// <param name="ContentType">What its body is.</param>
/// <param name="Body">The body.</param>
public sealed record KeptAnswer(int Status, string ContentType, byte[] Body)
{
    /// <summary>Where what was made is; null for nothing made.</summary>
    public string? Location { get; init; }

    /// <summary>The entity tag; null for none.</summary>
    public string? ETag { get; init; }
}
