using Sync.ConnectorKit;
using Sync.Connectors.Files.Rejects;
using Sync.Connectors.Files.Values;

namespace Sync.Files.Tests;

/// <summary>Where the rejects file is to stand, and what becomes of it where it cannot.</summary>
public sealed class RejectsPlaceGiven
{
    private const string Rows = "order id,date,total,customer id\n1,2026-01-02,5,c\n2,2026-01-02,many,c\n";

    [Fact]
    public async Task GivenAFolderAsTheRejectsFile_WhenAnyStreamIsRead_ThenNoPageIsYielded()
    {
        using var import = new Import(Rows);
        Directory.CreateDirectory(import.PathOf("folder"));
        import.With("rejects", import.PathOf("folder"));
        (await import.Refused(PosStream.Customers)).OwnerMessage.ShouldContain("it is a folder");
        File.Exists(import.PathOf("folder.part")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void GivenADiskThatFillsUp_WhenRejectsAreWritten_ThenThatIsSaidAndNothingIsLeftBehind(int bytes)
    {
        using var import = new Import(Rows);
        var path = import.PathOf("rejects.csv");
        using var rejects = RejectsFile.Create(path, ["a"], raw: false, to => new FullDisk(to, bytes));

        for (var line = 2; line < 20_000; line++) rejects.Write(new RejectedRow(line, new Rejection("bad date", "It is none."), ["soon"]));
        rejects.Finish();

        rejects.Lost.ShouldNotBeNull().ShouldSatisfyAllConditions(l => l.ShouldContain(path), l => l.ShouldContain("No space left"));
        (File.Exists(path), File.Exists(path + ".part")).ShouldBe((false, false));
    }

    [Fact]
    public void GivenADiskThatIsFullAtTheVeryEnd_WhenTheFileIsFinished_ThenThatIsSaidAndTheOlderOneStays()
    {
        using var import = new Import(Rows);
        var path = import.PathOf("rejects.csv");
        File.WriteAllText(path, "of an older import");
        using var rejects = RejectsFile.Create(path, ["a"], raw: false, to => new FullDisk(to, 3));

        rejects.Write(new RejectedRow(2, new Rejection("bad date", "It is none."), ["soon"]));
        rejects.Finish();

        rejects.Lost.ShouldNotBeNull();
        (File.ReadAllText(path), File.Exists(path + ".part")).ShouldBe(("of an older import", false));
    }

    /// <summary>A file that takes so many bytes and no more.</summary>
    private sealed class FullDisk(string path, long room) : Stream
    {
        private readonly FileStream file = new(path, FileMode.Create);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => throw new NotSupportedException(); }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (file.Length + count > room) throw new IOException("No space left on device");
            file.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) file.Dispose();
            base.Dispose(disposing);
        }
    }
}
