# Folds perf script text by the rules of stackcollapse-perf.pl without options: what that script does for each line, and nothing of its options.
use strict;
my (%folded, @stack, $name, $event);
my $weight = 1;
while (my $line = <>) {
    next if $line =~ /^#/;
    chomp $line;
    if ($line eq '') {
        $folded{join(';', $name, @stack)} += $weight if defined $name;
        undef $name;
        @stack = ();
    } elsif ($line =~ /^(\S.+?)\s+(\d+)\/*(\d+)*\s+/) {
        my $process = $1;
        my $period = 1;
        if ($line =~ /:\s*(\d+)*\s+(\S+):\s*$/) {
            $event = $2 unless defined $event;
            if ($2 ne $event) {
                undef $name;
                next;
            }
            $period = $1 if $1;
        }
        ($name, $weight) = ($process, $period);
        $name =~ tr/ /_/;
    } elsif ($line =~ /^\s*(\w+)\s*(.+) \((.*)\)/) {
        my ($functions, $module) = ($2, $3);
        next unless defined $name;
        $functions =~ s/\+0x[\da-f]+$//;
        next if $functions =~ /^\(/;
        my @parts;
        foreach my $function (split /->/, $functions) {
            if ($function eq '[unknown]') {
                if ($module ne '[unknown]') {
                    $function = $module;
                    $function =~ s/.*\///;
                } else {
                    $function = 'unknown';
                }
                $function = "[$function]";
            }
            $function =~ s/;/:/g;
            $function =~ s/\((?!anonymous namespace\)).*// unless $function =~ /\.\(.*\)\./;
            $function =~ tr/"'//d;
            $function .= '_[i]' if @parts && $function !~ /_\[i\]/;
            push @parts, $function;
        }
        unshift @stack, @parts;
    }
}
print "$_ $folded{$_}\n" foreach sort keys %folded;
