namespace Sync.ConnectorKit;

/// <summary>What a connection check found.</summary>
/// <param name="Verdicts">One for each thing tried, the credentials first.</param>
public sealed record CheckReport(IReadOnlyList<CheckVerdict> Verdicts)
{
    /// <summary>Whether everything tried is fine.</summary>
    public bool Ok => Verdicts.All(v => v.Ok);

    /// <summary>
    /// The POS's own ids of the accounts (merchant, shop, restaurants) that the credentials reach, by which two connections to
    /// the same one are told; empty where the POS has no such thing or does not tell.
    /// </summary>
    public IReadOnlyList<string> Accounts { get; init; } = [];
}

/// <summary>What became of one thing that was tried.</summary>
/// <param name="What">Such as <c>credentials</c> or <c>orders</c>.</param>
/// <param name="Ok">Whether it works.</param>
/// <param name="Message">For the owner: what was found, or what is wrong and what to do. No secret, no credential echoed.</param>
public sealed record CheckVerdict(string What, bool Ok, string Message)
{
    /// <summary>Tries something: what it says is the verdict, or what it was refused with, in the owner's words.</summary>
    /// <param name="what">What is tried.</param>
    /// <param name="attempt">Tries it, and says what was found.</param>
    public static async Task<CheckVerdict> TryAsync(string what, Func<Task<string>> attempt)
    {
        try
        {
            return new CheckVerdict(what, true, await attempt().ConfigureAwait(false));
        }
        catch (ConnectorException e)
        {
            return new CheckVerdict(what, false, e.OwnerMessage);
        }
    }
}
