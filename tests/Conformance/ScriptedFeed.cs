using Sync.ConnectorKit.Paging;

namespace Sync.Conformance.Tests;

/// <summary>A record of a feed with the version of its last change.</summary>
internal sealed record ScriptedRow(int Id, long? Version);

/// <summary>A feed of versions whose records change, and whose answers go wrong, as often as is said.</summary>
internal sealed class ScriptedFeed
{
    /// <summary>How many versions a day has.</summary>
    public const long Day = 86_400_000;

    private readonly Random random;
    private readonly int pageSize;
    private readonly SortedList<long, int> rows;
    private readonly Dictionary<int, long?> taken = [];
    private FeedPage<ScriptedRow> last = new([], null);
    private bool wasWrong;

    public ScriptedFeed(Random random, int pageSize, IEnumerable<long> versions)
    {
        (this.random, this.pageSize) = (random, pageSize);
        rows = new SortedList<long, int>(versions.Select((v, i) => (v, i)).ToDictionary(r => r.v, r => r.i));
        Descent = new FeedDescent<ScriptedRow>((after, _) => Task.FromResult(Answer(after, pageSize)), (after, _) => Task.FromResult(Answer(after, 1)), r => r.Version);
    }

    public FeedDescent<ScriptedRow> Descent { get; }

    /// <summary>How likely a record changes with each request.</summary>
    public double Change { get; set; }

    /// <summary>Records whose version cannot be read.</summary>
    public HashSet<int> Blind { get; } = [];

    /// <summary>Whether answers state their highest version beside the rows.</summary>
    public bool States { get; set; }

    /// <summary>How likely an answer is the one before, or empty; never two in a row.</summary>
    public double Fault { get; set; }

    public int Faults { get; private set; }

    public int Asked { get; private set; }

    public IEnumerable<ScriptedRow> Rows => rows.Select(r => Shown(r.Value, r.Key));

    /// <summary>Whether it has records whose version cannot be read.</summary>
    public bool HasBlind => Rows.Any(r => r.Version is null);

    /// <summary>Whether it is longer than a page.</summary>
    public bool IsLong => rows.Count > pageSize;

    /// <summary>Of each record what came last.</summary>
    public IEnumerable<ScriptedRow> Taken => taken.Select(t => new ScriptedRow(t.Key, t.Value));

    public static ScriptedFeed Random(Random random)
    {
        var feed = new ScriptedFeed(random, random.Next(1, 40), Layout(random)) { States = random.Next(2) == 0 };
        if (random.Next(2) == 0) feed.Blind.UnionWith(Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(20) == 0 ? 0 : random.Next(1000)));
        return feed;
    }

    private static List<long> Layout(Random random) => random.Next(5) switch
    {
        0 => Even(random, random.Next(900)),
        1 => Days(random, random.Next(1, 20), random.Next(1, 60)),
        2 => [.. Enumerable.Range(1, random.Next(900)).Select(i => (long)i)], // without gaps
        3 => Even(random, random.Next(5)), // a page or none
        _ => Cliffs(random),
    };

    public static List<long> Even(Random random, int count)
    {
        var version = 8_834_700_000L;
        return [.. Enumerable.Range(0, count).Select(_ => version += 1 + (long)(-Math.Log(1 - random.NextDouble()) * 40_000))];
    }

    /// <summary>Of each day so much is open, in 24ths or parts of one.</summary>
    public static List<long> Days(Random random, int days, int salesOfADay, double hours = 10) =>
        [.. Enumerable.Range(0, days).SelectMany(d => Enumerable.Range(0, salesOfADay).Select(_ => 5_000_000_000L + (d * Day) + random.NextInt64((long)(Day * hours / 24)))).Distinct().Order()];

    public FeedPage<ScriptedRow> After(long after, int size)
    {
        var from = Above(after);
        var page = new List<ScriptedRow?>();
        for (var i = from; i < rows.Count && page.Count < size; i++) page.Add(Shown(rows.GetValueAtIndex(i), rows.GetKeyAtIndex(i)));
        return new FeedPage<ScriptedRow>(page, States && page.Count > 0 ? rows.GetKeyAtIndex(from + page.Count - 1) : page.Max(r => r!.Version));
    }

    public void Take(IEnumerable<ScriptedRow?> page)
    {
        foreach (var row in page) taken[row!.Id] = row.Version;
    }

    /// <summary>Looks for the end; what fits on a page is taken at once.</summary>
    public async Task<FeedPlace?> BeginAsync()
    {
        var first = Answer(0, pageSize);
        if (first.Top is not { } top) return null;
        var second = Answer(top, pageSize);
        return second.Rows.Count == 0 ? null : await Descent.FindTopAsync(first, second, CancellationToken.None);
    }

    private static List<long> Cliffs(Random random)
    {
        var version = random.NextInt64(1, 1_000_000_000_000);
        return [.. Enumerable.Range(0, random.Next(1, 12)).SelectMany(_ =>
        {
            version += random.NextInt64(1, 10_000_000_000);
            var gap = (long)Math.Pow(10, random.Next(0, 7));
            return Enumerable.Range(0, random.Next(1, 150)).Select(_ => version += random.NextInt64(1, gap + 1)).ToList();
        })];
    }

    private FeedPage<ScriptedRow> Answer(long after, int size)
    {
        Asked++;
        if (Asked > 20_000) throw new InvalidOperationException("It asks for ever.");
        wasWrong = !wasWrong && Fault > 0 && random.NextDouble() < Fault;
        if (wasWrong)
        {
            Faults++;
            return random.Next(2) == 0 ? last : new FeedPage<ScriptedRow>([], null);
        }

        last = After(after, size);
        if (rows.Count > 0 && random.NextDouble() < Change) Edit();
        return last;
    }

    private ScriptedRow Shown(int id, long version) => new(id, Blind.Contains(id) ? null : version);

    private void Edit()
    {
        var at = random.Next(rows.Count);
        var (id, next) = (rows.GetValueAtIndex(at), rows.GetKeyAtIndex(rows.Count - 1) + random.NextInt64(1, 50_000));
        rows.RemoveAt(at);
        rows.Add(next, id);
    }

    private int Above(long version)
    {
        var (low, high) = (0, rows.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (rows.GetKeyAtIndex(middle) > version) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
