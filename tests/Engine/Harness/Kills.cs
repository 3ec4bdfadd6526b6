namespace Sync.Engine.Tests.Harness;

/// <summary>Kills a run at each of its commits, before and after the effect, each time of a copy of an org.</summary>
internal static class Kills
{
    /// <summary>What is left of the org after each kill, as the next process finds it once the lease has ended; the caller disposes of it.</summary>
    public static async IAsyncEnumerable<(TestOrg Org, string Context)> OfRunAsync(TestOrg origin)
    {
        for (var point = 0; ; point++)
        {
            var org = origin.Copy();
            (org.Store.KillAt, org.Store.AfterEffect) = ((point / 2) + 1, point % 2 == 1);
            if (!await DiesAsync(org))
            {
                await org.DisposeAsync();
                yield break;
            }

            await org.Store.DisposeAsync();
            var after = org.Restart();
            after.Time.Advance(TimeSpan.FromSeconds(31));
            yield return (after, $"commit {(point / 2) + 1}{(point % 2 == 1 ? " after its effect" : "")}");
        }
    }

    private static async Task<bool> DiesAsync(TestOrg org)
    {
        try
        {
            await org.RunAsync();
        }
        catch (KilledException)
        {
            // as it should be
        }

        return org.Store.Killed;
    }
}
