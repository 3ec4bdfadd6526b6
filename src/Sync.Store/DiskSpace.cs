namespace Sync.Store;

/// <summary>Tells a disk that is full from what else may be wrong with a file.</summary>
public static class DiskSpace
{
    /// <summary>Whether nothing could be written because there is no room left.</summary>
    /// <param name="e">What writing failed with.</param>
    // The number of the system's own error: ENOSPC and EDQUOT (errno.h of Linux), ERROR_DISK_FULL of Windows.
    public static bool IsFull(IOException e) => e.HResult is 28 or 122 or unchecked((int)0x80070070);
}
