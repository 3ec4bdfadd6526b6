using System.Diagnostics;
using System.Globalization;
using Sync.Store.Sqlite;

namespace Sync.Store.Tests.Sqlite;

/// <summary>Two processes write to one file and are killed in the middle of it.</summary>
[Trait("Category", "Long")]
public sealed class SqliteKillTests : IDisposable
{
    private readonly SqliteFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Given_two_processes_that_write_When_killed_Then_what_they_said_was_done_is_there_and_nothing_is_half_done()
    {
        string[] collections = ["customers", "orders"];
        for (var round = 0; round < 3; round++)
        {
            var writers = collections.Select(c => WriterProcess.Start(folder.File, c)).ToList();
            var said = await Task.WhenAll(writers.Select(w => KilledAfterAsync(w, 20 + (round * 13))));
            await using var store = new SqliteStore(folder.File, TimeProvider.System);
            for (var i = 0; i < collections.Length; i++)
            {
                var numbers = await store.OpenTenant(WriterProcess.Org).QueryAsync(new DocumentQuery { Collection = collections[i] })
                    .Select(d => d.Body.Read().Integer("number")!.Value).ToListAsync();
                numbers.Count.ShouldBe(WriterProcess.Documents);
                numbers.Distinct().ShouldHaveSingleItem().ShouldBeGreaterThanOrEqualTo(said[i]);
            }
        }
    }

    // Kills it with SIGKILL once it has said that so many commits are done, and returns the last that it said.
    private static async Task<long> KilledAfterAsync(Process writer, int commits)
    {
        using (writer)
        {
            long last = 0;
            while (last < commits) last = long.Parse((await writer.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
            writer.Kill();
            while (await writer.StandardOutput.ReadLineAsync() is { } line && long.TryParse(line, CultureInfo.InvariantCulture, out var later)) last = later;
            await writer.WaitForExitAsync();
            return last;
        }
    }
}
