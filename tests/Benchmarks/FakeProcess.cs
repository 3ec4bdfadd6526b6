using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sync.Simulator.Kit;

namespace Sync.Benchmarks;

/// <summary>
/// A fake POS in a process of its own, behind <see cref="KeptAnswers"/>: what it costs to make an answer is spent once, so that
/// runs after the first are measured without it.
/// </summary>
internal sealed partial class FakeProcess : IDisposable
{
    /// <summary>The first argument of a process that is to be one.</summary>
    public const string Word = "fake";

    private readonly Process process;

    private FakeProcess(Process process, Dictionary<string, string> settings) => (this.process, Settings) = (process, settings);

    /// <summary>What an owner would fill in.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>Starts one of a connector and size.</summary>
    public static async Task<FakeProcess> StartAsync(string connector, int customers, int orders, int products)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(FakeProcess).Assembly.Location, Word, connector, $"{customers}", $"{orders}", $"{products}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The fake does not start: " + await process.StandardError.ReadToEndAsync());
        return new FakeProcess(process, JsonSerializer.Deserialize<Dictionary<string, string>>(line)!);
    }

    /// <summary>What such a process does: it says its settings and stays for as long as its parent does.</summary>
    public static async Task RunAsync(string[] arguments)
    {
        var kind = FakePosCatalog.All[arguments[0]];
        var plan = new TruthPlan { Customers = int.Parse(arguments[1]), Orders = int.Parse(arguments[2]), Products = int.Parse(arguments[3]) };
        await using var pos = await kind.Start(PosTruth.Generate(kind.Shape(plan)), new FakePosOptions());
        var settings = new Dictionary<string, string>(pos.Settings);
        var own = settings.Values.Select(v => Address().Match(v)).First(m => m.Success).Value;
        await using var kept = await KeptAnswers.StartAsync(own, plan.Now);
        Console.WriteLine(JsonSerializer.Serialize(settings.ToDictionary(s => s.Key, s => s.Value.Replace(own, kept.Url, StringComparison.Ordinal))));
        await Console.In.ReadToEndAsync(); // its end is the parent's
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
