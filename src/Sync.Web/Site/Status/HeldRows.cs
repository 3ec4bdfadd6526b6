using Sync.Engine.Deletes;
using Sync.Web.Site.Connect;

namespace Sync.Web.Site.Status;

/// <summary>Deletes that wait, in words.</summary>
internal static class HeldRows
{
    public static HeldModel Of(HeldRemovals held, ShopTime clock)
    {
        var what = ConnectorFacts.NameOf(held.Stream);
        return new HeldModel(
            held.Stream.ToString().ToLowerInvariant(), held.Set,
            $"{ShopTime.Number(held.Count)} of {ShopTime.Number(held.Stored)} {what} are gone at the POS since {clock.At(held.Since)}. {(held.Limit == 0 ? "None of them is" : $"More than {ShopTime.Number(held.Limit)} at once are not")} deleted without a word from you.",
            [.. held.First.Select(r => r.Name is { } name ? $"{name} ({r.Id})" : r.Id)], held.Count - held.First.Count)
        {
            Decided = held.Decision switch
            {
                HeldDecision.Approved => "Approved: the next run deletes them.",
                HeldDecision.Rejected => "Rejected: the next run keeps them for good.",
                _ => null,
            },
        };
    }
}
