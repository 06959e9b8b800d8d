# Rscript read_output.R RECORD: the same in R, where dimensions come in reverse order.
library(hdf5r)

record <- H5File$new(commandArgs(trailingOnly = TRUE)[1], mode = "r")
cat(h5attr(record, "title"), "-", h5attr(record, "content"), "\n")
share <- record[["summary/system_share"]] # quarter x run
cat(h5attr(share, "meaning"), "\n")
runs <- share$read(drop = FALSE)
low <- apply(runs, 1, min)
high <- apply(runs, 1, max)
cat(sprintf("%s %.3f (%.3f to %.3f)\n", record[["quarters"]][], rowMeans(runs), low, high), sep = "")
