using NUnit.Framework;

// Fixtures that mostly wait for sound run two at a time, one for each core there is at least; those that measure rates
// or delays run alone.
[assembly: LevelOfParallelism(2)]
