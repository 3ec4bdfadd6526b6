using System.Diagnostics;
using System.Globalization;
using Sync.Model;
using Sync.Store.Sqlite;

namespace Sync.Store.Tests.Sqlite;

/// <summary>A process of its own that writes to a file until it is killed. It prints the number of each commit that is done.</summary>
public static class WriterProcess
{
    /// <summary>How many documents each commit writes, all with the commit's number.</summary>
    public const int Documents = 50;

    /// <summary>The tenant.</summary>
    public static OrgId Org { get; } = OrgId.Parse("acme");

    public static async Task Main(string[] arguments)
    {
        var (file, collection) = (arguments[0], arguments[1]);
        await using var store = new SqliteStore(file, TimeProvider.System);
        var tenant = store.OpenTenant(Org);
        for (var number = 1; ; number++)
        {
            await tenant.CommitAsync(Enumerable.Range(0, Documents).Select(i => Write(collection, i, number)).ToList());
            await Console.Out.WriteLineAsync(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Starts one.</summary>
    public static Process Start(string file, string collection)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in new[] { "exec", typeof(WriterProcess).Assembly.Location, file, collection }) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static DocumentWrite Write(string collection, int i, int number) => DocumentWrite.Merge(
        new DocumentPath(collection, $"d{i}"), DocumentBody.Build(b => { b.Number("number", number); b.Text("pad", new string('x', 700)); }));
}
