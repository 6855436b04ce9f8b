import { configure } from '@testing-library/react'

/** How long what appears by and by may take: long enough for a machine that has much else to do. */
configure({ asyncUtilTimeout: 15_000 })
