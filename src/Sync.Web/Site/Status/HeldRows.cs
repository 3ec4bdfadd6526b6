using Sync.Engine.Deletes;
using Sync.Web.Site.Connect;

namespace Sync.Web.Site.Status;

/// <summary>Deletes that wait, in words.</summary>
internal static class HeldRows
{
    /// <summary>What comes of deletes that are approved: a paused connection is not run.</summary>
    public static string Approved(bool paused) => paused ? "Approved: the next run deletes them, once the connection is resumed." : "Approved: the next run deletes them.";

    /// <param name="held">The deletes.</param>
    /// <param name="paused">Whether their connection is.</param>
    /// <param name="clock">The shop's clock.</param>
    public static HeldModel Of(HeldRemovals held, bool paused, ShopTime clock)
    {
        var what = ConnectorFacts.NameOf(held.Stream);
        return new HeldModel(
            held.Stream.ToString().ToLowerInvariant(), held.Set,
            $"{ShopTime.Number(held.Count)} of {ShopTime.Number(held.Stored)} {what} are gone at the POS since {clock.At(held.Since)}. {(held.Limit == 0 ? "None of them is" : $"More than {ShopTime.Number(held.Limit)} at once are not")} deleted without a word from you.",
            [.. held.First.Select(r => r.Name is { } name ? $"{name} ({r.Id})" : r.Id)], held.Count - held.First.Count)
        {
            Paused = paused,
            Decided = held.Decision switch
            {
                HeldDecision.Approved => Approved(paused),
                HeldDecision.Rejected => paused ? "Rejected: the next run keeps them for good, once the connection is resumed." : "Rejected: the next run keeps them for good.",
                _ => null,
            },
        };
    }
}
