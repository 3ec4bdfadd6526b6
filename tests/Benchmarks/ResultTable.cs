namespace Sync.Benchmarks;

/// <summary>What was measured beside what was asked.</summary>
internal sealed class ResultTable
{
    private readonly List<(string What, string Measured, string Asked, bool? Met)> rows = [];

    public void Add(string what, string measured, string asked, bool? met = null)
    {
        rows.Add((what, measured, asked, met));
        Console.Error.WriteLine($"  {what}: {measured}"); // so that one sees how far it has come
    }

    public void Print()
    {
        Console.WriteLine("| what | measured | asked | |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (what, measured, asked, met) in rows)
            Console.WriteLine($"| {what} | {measured} | {asked} | {met switch { true => "met", false => "NOT MET", _ => "" }} |");
    }
}
